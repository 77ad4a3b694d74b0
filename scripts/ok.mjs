// Every check of the project, one after the other, each told in one line; the output of those that fail follows.
//   node scripts/ok.mjs [--skip name,name]
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const packages = readdirSync(join(root, "packages"));

const checks = {
  build: "node scripts/setup.mjs --no-install",
  types: "tsc -p tsconfig.json",
  lint: "oxlint --type-aware --deny-warnings",
  format: "oxfmt --check .",
  "dead code": "knip",
  workspace: "sherif --fail-on-warnings",
  arrows: "turbo boundaries",
  ...Object.fromEntries(
    packages.map((name) => [`publint ${name}`, `publint packages/${name} --strict --pack npm`]),
  ),
  tests: "vitest run",
};

const skipAt = process.argv.indexOf("--skip");
const skip = new Set(skipAt < 0 ? [] : process.argv[skipAt + 1]?.split(","));
const results = [];
for (const [name, command] of Object.entries(checks)) {
  if (skip.has(name)) continue;
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, {
    cwd: root,
    shell: true,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: {
      ...process.env,
      PATH: join(root, "node_modules", ".bin") + delimiter + process.env.PATH,
      TURBO_TELEMETRY_DISABLED: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
    },
  });
  const passed = status === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${passed ? "ok    " : "FAILED"}  ${name.padEnd(18)} ${seconds} s\n`);
  if (!passed) process.stdout.write(`\n$ ${command}\n${stdout}${stderr}\n`);
  results.push({ name, passed });
}

const cache = join(root, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
writeFileSync(join(cache, "checks.json"), JSON.stringify(results));
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
