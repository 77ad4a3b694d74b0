// `pnpm test:faults`: all tests under faults with their sweeps whole, and what they did as a table.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const cache = join(root, "node_modules", ".cache");
const counts = join(cache, `fault-counts.${process.pid}.jsonl`);
/** As vitest.config.ts has it. */
const report = join(cache, "tests.json");
const vitest = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);

/** Every file with a sweep that FLOCK_FAULTS makes whole. */
const SWEEPS = ["reliability", "packages/chain/src/faults", "packages/store/src/damaged-catalog"];

rmSync(report, { force: true });
const { status } = spawnSync(
  process.execPath,
  // A sweep is one test of many minutes.
  [vitest, "run", ...SWEEPS, "--testTimeout=10800000", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, FLOCK_FAULTS: "all", FLOCK_FAULT_COUNTS: counts },
  },
);
printTable(sumCounts());
rmSync(counts, { force: true });
process.exitCode = status ?? 1;

function sumCounts() {
  const sums = new Map();
  const add = (name, amount) => sums.set(name, (sums.get(name) ?? 0) + amount);
  for (const line of readLines()) {
    const { name, amount } = JSON.parse(line);
    add(name, amount);
  }
  for (const { meta } of listTests()) {
    for (const [name, amount] of Object.entries(meta.counts ?? {})) add(name, amount);
  }
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function readLines() {
  return read(counts)?.trimEnd().split("\n") ?? [];
}

/** Those that cannot use reliability/testing leave their counts in the report. */
function listTests() {
  const { testResults } = JSON.parse(read(report) ?? '{"testResults":[]}');
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function printTable(rows) {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  for (const [name, amount] of rows) {
    process.stdout.write(`${name.padEnd(width)}  ${amount.toLocaleString("en-US").padStart(15)}\n`);
  }
}
