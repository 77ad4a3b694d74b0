// `pnpm test:faults`: all tests under faults with their sweeps whole, and what they did as a table.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const counts = join(root, "node_modules", ".cache", "fault-counts.jsonl");
const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);

rmSync(counts, { force: true });
const { status } = spawnSync(
  process.execPath,
  // A sweep is one test of many minutes.
  [vitest, "run", "reliability", "--testTimeout", "10800000", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit", env: { ...process.env, FLOCK_FAULTS: "all" } },
);
printTable(sumCounts());
process.exitCode = status ?? 1;

function sumCounts() {
  const sums = new Map();
  for (const line of readLines()) {
    const { name, amount } = JSON.parse(line);
    sums.set(name, (sums.get(name) ?? 0) + amount);
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function readLines() {
  try {
    return readFileSync(counts, "utf8").trimEnd().split("\n");
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

function printTable(rows) {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, amount] of rows) {
    process.stdout.write(`${name.padEnd(width)}  ${amount.toLocaleString("en-US").padStart(15)}\n`);
  }
}
