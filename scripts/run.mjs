// Runs a built app in this process: node scripts/run.mjs <app> [args]
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [app] = process.argv.splice(2, 1);
const main = join(root, "apps", app ?? "", "dist", "main.js");
if (existsSync(main)) {
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else {
  process.stderr.write(`${app ?? "(no app)"} is not built: run "npm run setup" first\n`);
  process.exitCode = 1;
}
