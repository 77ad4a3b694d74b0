import { createHash } from "node:crypto";
import type { WorldRepo, WorldTruth } from "../world.ts";
import type { Pool } from "./pool.ts";
import { textFile } from "./publish.ts";
import type { Random } from "./random.ts";

/** Where the validator takes its pool from (flockoff/constants.py, 2026-02). */
const POOL_REPO = "flock-io/flock-off-s1-competition";

export interface EvaluationPool {
  readonly repo: WorldRepo;
  readonly truth: NonNullable<WorldTruth["evaluationPool"]>;
}

/** The repository of the competition's evaluation pool, at `main`. */
export function publishPool(random: Random, { bytes, rows }: Pool): EvaluationPool {
  const commit = random.hex(40);
  return {
    repo: {
      id: POOL_REPO,
      refs: { main: commit },
      commits: {
        [commit]: [
          textFile("README.md", "# The evaluation pool\n"),
          { path: "data.jsonl", content: () => bytes },
        ],
      },
    },
    truth: {
      repoId: POOL_REPO,
      commit,
      rows: rows.length,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    },
  };
}
