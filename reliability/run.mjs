// `pnpm test:faults`: all tests under faults with their sweeps whole, and what they did as a table.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
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
const printer = fileURLToPath(new URL("print-counts.mjs", import.meta.url));
spawnSync(process.execPath, [printer, counts, report], { stdio: "inherit" });
rmSync(counts, { force: true });
process.exitCode = status ?? 1;
