// `pnpm test:faults`: all tests under faults with their sweeps whole, and what they did as a table. While they run, a line every
// half a minute tells how far they are. Arguments are vitest's own, e.g. -t "kill -9".
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCounts } from "./read-counts.mjs";

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
const TELL_MS = 30_000;

mkdirSync(cache, { recursive: true });
rmSync(report, { force: true });
const tests = spawn(
  process.execPath,
  // A sweep is one test of many minutes.
  [vitest, "run", ...SWEEPS, "--testTimeout=10800000", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, FLOCK_FAULTS: "all", FLOCK_FAULT_COUNTS: counts },
  },
);
// They end first, and what they did is told.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => tests.kill(signal));
const telling = setInterval(tell, TELL_MS);
const [code] = await once(tests, "exit");
clearInterval(telling);
const printer = fileURLToPath(new URL("print-counts.mjs", import.meta.url));
spawnSync(process.execPath, [printer, counts, report], { stdio: "inherit" });
rmSync(counts, { force: true });
process.exitCode = code ?? 1;

function tell() {
  const done = readCounts(counts).map(([name, amount]) => `${amount} ${name}`);
  if (done.length > 0) process.stdout.write(`so far: ${done.join(", ")}\n`);
}
