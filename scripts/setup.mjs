// Installs the workspace with its pinned pnpm (through npx: a fresh machine has none) and builds it.
//   node scripts/setup.mjs [--no-install]
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const windows = process.platform === "win32";

/** Runs pnpm with `args`; its output goes to stderr, so that stdout stays free for results. */
function pnpm(args) {
  const { status, error } = spawnSync(
    windows ? "npx.cmd" : "npx",
    ["--yes", packageManager, ...args],
    {
      cwd: root,
      stdio: ["inherit", 2, 2],
      shell: windows,
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: "1",
        TURBO_NO_UPDATE_NOTIFIER: "1",
        npm_config_loglevel: "error",
      },
    },
  );
  if (error) throw error;
  if (status !== 0) {
    process.stderr.write(`\nsetup failed at: pnpm ${args.join(" ")}\n`);
    process.exit(status ?? 1);
  }
}

if (!process.argv.includes("--no-install")) {
  pnpm(["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"]);
}
// Turbo runs each package's script through `pnpm`: npx has put the pinned one on the PATH.
pnpm(["exec", "turbo", "run", "build", "--output-logs=errors-only"]);
