// What the tests under faults did, as a table: node reliability/print-counts.mjs COUNTS REPORT
//   COUNTS  the file that FLOCK_FAULT_COUNTS named while they ran
//   REPORT  vitest's own, in JSON
import { readFileSync } from "node:fs";

const [counts, report] = process.argv.slice(2);
const sums = new Map();
const add = (name, amount) => sums.set(name, (sums.get(name) ?? 0) + amount);

for (const line of (read(counts) ?? "").split("\n").filter(Boolean)) {
  const { name, amount } = JSON.parse(line);
  add(name, amount);
}
// Tests that cannot use reliability/testing leave their counts in the report.
const { testResults } = JSON.parse(read(report) ?? '{"testResults":[]}');
for (const { meta } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
  for (const [name, amount] of Object.entries(meta.counts ?? {})) add(name, amount);
}

const rows = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
const width = Math.max(0, ...rows.map(([name]) => name.length));
for (const [name, amount] of rows) {
  process.stdout.write(`${name.padEnd(width)}  ${amount.toLocaleString("en-US").padStart(15)}\n`);
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
