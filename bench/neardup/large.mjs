// The search in files of growing size, streamed and by the exact engine with its options as they are.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "./corpus.mjs";
import { ENGINES, search } from "./engines.mjs";

const SIZES = [25_600, 256_000, 2_560_000];
const BYTES_PER_ROW = 1_800;
/** A short search is run more often. */
const RUNS = { 25_600: 5, 256_000: 3, 2_560_000: 1 };

/** For each size and number of threads: the figures of its runs; `missing` says why a size is not there. */
export async function measureLarge() {
  const folder = mkdtempSync(join(tmpdir(), "bench-neardup-"));
  try {
    const results = [];
    for (const rows of SIZES) {
      const { bavail, bsize } = statfsSync(folder);
      const needed = rows * BYTES_PER_ROW * 1.2;
      if (bavail * bsize < needed) {
        results.push({ rows, missing: `needs ${(needed / 1e9).toFixed(1)} GB of disk` });
      } else {
        results.push(...(await measureSize(folder, rows)));
      }
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureSize(folder, rows) {
  const path = join(folder, "rows.jsonl");
  const out = join(folder, "pairs.json");
  process.stderr.write(`making ${rows} rows\n`);
  await runScript(["make-rows.mjs", path, String(rows)]);
  const bytes = statSync(path).size;
  const results = [];
  for (const name of ["exact", "exact-2"]) {
    const engine = ENGINES.find((candidate) => candidate.name === name);
    const figures = [];
    for (let i = 0; i < RUNS[rows]; i += 1) {
      const { pairs, ...result } = await search(engine, { path, out });
      process.stderr.write(`${rows} rows, ${name}: ${result.cpu.toFixed(2)} s\n`);
      const digest = createHash("sha256").update(JSON.stringify(pairs)).digest("hex");
      figures.push({ ...result, pairs: pairs.length, digest });
    }
    results.push({ rows, bytes, engine: name, figures });
  }
  rmSync(path);
  return results;
}
