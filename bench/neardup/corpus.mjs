// The rows and the truth about them, made once and kept in the cache by what they are made of.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { benchPath, run } from "../measure.mjs";

/** Git leaves every node_modules alone. */
export const CACHE = benchPath("node_modules/.cache/neardup");

/** `{ path, flags, bytes, truth }` of one of the two corpora. */
export async function makeCorpus(rows, prompts) {
  mkdirSync(CACHE, { recursive: true });
  const made = digest("make-rows.mjs", "words.mjs");
  const flags = prompts > 0 ? ["--include-system"] : [];
  const path = join(CACHE, `rows-${rows}-${prompts}-${made}.jsonl`);
  await makeOnce(path, (to) => ["make-rows.mjs", to, String(rows), String(prompts)]);
  const truth = join(CACHE, `truth-${rows}-${prompts}-${made}-${digest("truth.mjs")}.json`);
  await makeOnce(truth, (to) => ["truth.mjs", path, to, ...flags]);
  const bytes = statSync(path).size;
  return { path, flags, bytes, truth: JSON.parse(readFileSync(truth, "utf8")) };
}

/** In a process of its own: what a measured child is said to have held begins with what its parent holds. */
export async function runScript([script, ...args]) {
  const { code, stderr } = await run(process.execPath, [benchPath(`neardup/${script}`), ...args]);
  if (code !== 0) throw new Error(stderr);
}

async function makeOnce(path, toCommand) {
  if (existsSync(path)) return;
  process.stderr.write(`making ${path}\n`);
  await runScript(toCommand(`${path}.part`));
  renameSync(`${path}.part`, path);
}

function digest(...names) {
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(benchPath(`neardup/${name}`)));
  return hash.digest("hex").slice(0, 12);
}
