// node throughput.mjs FILE: MB/s (1e6 bytes of input, CPU seconds of this process) of each function, as JSON.
import { readFileSync } from "node:fs";
import { canonicalRows, countSimilar, indexRows, readRows } from "@flock-tools/dataset";
import { median } from "../measure.mjs";

const RUNS = 5;
const bytes = readFileSync(process.argv[2]);
const count = (rows) => {
  let rowCount = 0;
  for (const _ of rows) rowCount += 1;
  return rowCount;
};
const subjects = {
  canonicalRows: () => canonicalRows(bytes).rows.length,
  readRows: () => count(readRows(bytes)),
  indexRows: () => count(indexRows(bytes)),
  // Reads the file twice, so the time of one is half of it.
  countSimilar: () => countSimilar(bytes, bytes).count,
};
const results = {};
for (const [name, subject] of Object.entries(subjects)) {
  const seconds = [];
  let rows = 0;
  for (let run = -1; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    rows = subject();
    const { user, system } = process.cpuUsage(before);
    if (run >= 0) seconds.push((user + system) / 1e6 / (name === "countSimilar" ? 2 : 1));
  }
  results[name] = {
    rows,
    best: bytes.length / 1e6 / Math.min(...seconds),
    median: bytes.length / 1e6 / median(seconds),
  };
}
process.stdout.write(JSON.stringify(results));
