// What the tests under faults did, as a table: node reliability/print-counts.mjs COUNTS REPORT
//   COUNTS  the file that FLOCK_FAULT_COUNTS named while they ran
//   REPORT  vitest's own, in JSON
import { readCounts } from "./read-counts.mjs";

const [counts, report] = process.argv.slice(2);
const rows = readCounts(counts, report);
const width = Math.max(0, ...rows.map(([name]) => name.length));
for (const [name, amount] of rows) {
  process.stdout.write(`${name.padEnd(width)}  ${amount.toLocaleString("en-US").padStart(15)}\n`);
}
