import type { MissReason, TruthMiner } from "../world.ts";
import type { Publisher, Role } from "./cast.ts";
import { type DataSet, readDataSetFacts } from "./data-set.ts";
import type { MalformedKind } from "./malformed.ts";
import { describePlanted } from "./planted.ts";
import type { Publication } from "./publish.ts";

/** The truth about one uid, its keys left off. */
export type MinerTruth = Omit<TruthMiner, "uid" | "hotkey" | "coldkey">;

export interface TruthOptions {
  readonly uid: number;
  readonly data: ReadonlyMap<number, DataSet>;
  readonly publication: Publication | undefined;
}

const FLAWS = {
  missing: "repo-not-found",
  gated: "gated",
  "unknown-revision": "revision-not-found",
  "other-file": "file-not-found",
} as const satisfies Record<NonNullable<Publisher["flaw"]>, MissReason>;

const UNDECODABLE: ReadonlySet<MalformedKind> = new Set(["undecodable", "trailing-bytes"]);

/** What a client must find for one role. */
export function tellTruth(role: Role, options: TruthOptions): MinerTruth {
  switch (role.type) {
    case "validator":
    case "silent":
      return { expected: "no-commitment" };
    case "malformed": {
      const isUndecodable = UNDECODABLE.has(role.kind);
      return {
        expected: isUndecodable ? "undecodable-commitment" : "invalid-commitment",
        malformed: role.kind,
      };
    }
    case "publisher":
      return tellPublished(role, options);
    default:
      return role satisfies never;
  }
}

function tellPublished(role: Publisher, { uid, data, publication }: TruthOptions): MinerTruth {
  const dataSet = data.get(uid);
  if (publication === undefined || dataSet === undefined) {
    throw new RangeError(`uid ${uid} has not published`);
  }
  const { repoId, commit, text } = publication;
  const named = { commitmentText: text, repoId, commit };
  if (role.flaw !== undefined) return { expected: FLAWS[role.flaw], ...named };
  const planted = describePlanted(role, uid, data);
  return {
    expected: "downloaded",
    ...named,
    ...readDataSetFacts(dataSet),
    ...(planted === undefined ? {} : { planted }),
  };
}
