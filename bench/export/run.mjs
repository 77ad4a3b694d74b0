// What it costs to write all rows of a store to a file, in every format, beside a bare DuckDB COPY.
//   node bench/export/run.mjs [--rows N] [--rounds N]
// The result is kept beside it; a shortened run is only printed.
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchPath, run } from "../measure.mjs";
import { reportExport } from "./report.mjs";
import { SUBJECTS } from "./subjects.mjs";

const ROWS = 500_000;
const LEAST_ROUNDS = 3;
/** A store, the same rows in one file, an output, and what its writer puts aside. */
const BYTES_PER_ROW = 12_000;

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: String(ROWS) },
    rounds: { type: "string", default: String(LEAST_ROUNDS) },
  },
});
const [rows, rounds] = [Number(options.rows), Number(options.rounds)];

const folder = mkdtempSync(join(tmpdir(), "bench-export-"));
try {
  checkDisk();
  process.stderr.write(`making ${rows} rows\n`);
  const made = await runScript("make-store.mjs", [folder, String(rows)]);
  const figures = new Map(SUBJECTS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of SUBJECTS) figures.get(subject.name).push(await measure(subject));
  }
  const { text, isMet } = reportExport({ made, rounds, figures });
  process.stdout.write(text);
  const isWhole = rows === ROWS && rounds >= LEAST_ROUNDS;
  if (isWhole) writeFileSync(benchPath("export/RESULT.md"), text);
  if (!isMet) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function checkDisk() {
  const { bavail, bsize } = statfsSync(folder);
  const needed = rows * BYTES_PER_ROW;
  if (bavail * bsize >= needed) return;
  throw new Error(`${folder} needs ${(needed / 1e9).toFixed(1)} GB of disk`);
}

async function measure({ name, script, args }) {
  const out = join(folder, "out");
  const result = await runScript(script, args({ folder, out }));
  rmSync(out);
  if (result.rows !== rows) throw new Error(`${name}: ${result.rows} of ${rows} rows`);
  process.stderr.write(`${name}: ${result.cpu.toFixed(2)} s\n`);
  return result;
}

async function runScript(script, args) {
  const { code, stdout, stderr } = await run(process.execPath, [
    benchPath(`export/${script}`),
    ...args,
  ]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
