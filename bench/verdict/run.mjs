// How long the full verdict on 256 miners takes, with every count the same as Python's.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deepStrictEqual } from "node:assert";
import { benchPath, describeMachine, markdownTable, run } from "../measure.mjs";
import { makeFiles, MINERS } from "./make-files.mjs";

const RUNS = 5;
const WANTED_MS = { judge: 50, files: 1_000, index: 300 };

const folder = mkdtempSync(join(tmpdir(), "bench-verdict-"));
try {
  makeFiles(folder);
  const args = [folder, String(MINERS)];
  const made = await run(process.execPath, [benchPath("verdict/make-store.mjs"), ...args]);
  if (made.code !== 0) throw new Error(made.stderr);
  const [ours, stored, theirs] = [[], [], []];
  for (let round = 0; round < RUNS; round += 1) {
    ours.push(await runJson(process.execPath, [benchPath("verdict/ours.mjs"), ...args]));
    stored.push(await runJson(process.execPath, [benchPath("verdict/from-index.mjs"), folder]));
    theirs.push(await runJson("python3", [benchPath("verdict/baseline.py"), ...args]));
    const { counts } = theirs.at(-1);
    deepStrictEqual(ours.at(-1).counts, counts);
    const { inPool, invalid, duplicate } = counts;
    deepStrictEqual(stored.at(-1).counts, { inPool, invalid, duplicate });
  }
  const { pairs, shared, invalid, duplicate } = ours[0].counts;
  const report = [
    `# The verdict on ${MINERS} miners\n`,
    `${describeMachine()}.\n`,
    `${MINERS} files of 100 rows, a pool of 5,000 rows, all ${pairs.toLocaleString("en-US")} pairs: ${shared.toLocaleString("en-US")} shared rows, ${invalid} miners invalid, ${duplicate} duplicates. Every count is the same in Python. Milliseconds, the best of ${RUNS} processes and the worst.\n`,
    markdownTable(
      ["", "ours", "Python, json and sets"],
      [
        ["from plain files", span(ours, "filesMs"), span(theirs, "filesMs")],
        ["from a store's row index", span(stored, "indexMs"), "-"],
        ["from digests, first call", span(ours, "firstMs"), span(theirs, "setsMs")],
        ["from digests, median of 20 calls", span(ours, "medianMs"), "-"],
        ["all pairs with both odds", span(ours, "pairsMs"), "-"],
      ],
    ),
    "",
  ].join("\n");
  writeFileSync(benchPath("verdict/RESULT.md"), report);
  process.stdout.write(report);
  const isSlow =
    best(ours, "medianMs") > WANTED_MS.judge ||
    best(ours, "filesMs") > WANTED_MS.files ||
    best(stored, "indexMs") > WANTED_MS.index;
  if (isSlow) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function runJson(program, args) {
  const { code, stdout, stderr } = await run(program, args);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function best(results, key) {
  return Math.min(...results.map((result) => result[key]));
}

function span(results, key) {
  const values = results.map((result) => result[key]);
  return `${Math.min(...values).toFixed(0)} - ${Math.max(...values).toFixed(0)}`;
}
