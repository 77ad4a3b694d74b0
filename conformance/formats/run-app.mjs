import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Runs a built app to its end.
 *
 * @throws if it is not there, or does not end with exit code 0
 */
export async function runApp(app, args, env = {}) {
  const main = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  if (!existsSync(main)) throw new Error(`${app} is not built: run "npm run setup" first`);
  const options = { env: { ...process.env, ...env } };
  await promisify(execFile)(process.execPath, [main, ...args], options);
}
