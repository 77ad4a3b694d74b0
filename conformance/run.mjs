// What this project writes, read by the clients that others use, and compared cell by cell.
//   node conformance/run.mjs [SECTION...] [--strict] [--keep]
// Prints one table; the exit code is 1 if anything differs. Where Python or its packages cannot be had nothing is
// compared: that is said, and the exit code is 0, with --strict 1. --keep writes what was found to docs/CONFORMANCE.md,
// or to the page that a section names.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makePython } from "@flock-tools/scripts/python";
import { updateKept } from "./keep.mjs";
import { formatReport, isSound } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    strict: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
  },
});

const compared = await compareAll(chooseSections(positionals));
const results = compared.flatMap(([, found]) => found);
process.stdout.write(formatReport(results));
const kept = here("../node_modules/.cache");
mkdirSync(kept, { recursive: true });
writeFileSync(join(kept, "conformance.json"), JSON.stringify(results));
if (options.keep) await keepResults();
if (!isSound(results, options)) process.exitCode = 1;

/** Each folder with a `run.mjs` is a section, in the order of their names. */
function chooseSections(wanted) {
  const names = readdirSync(here("."))
    .filter((name) => existsSync(here(`${name}/run.mjs`)))
    .toSorted();
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no such section: ${unknown.join(", ")} (there is ${names.join(", ")})`);
  }
  return wanted.length > 0 ? names.filter((name) => wanted.includes(name)) : names;
}

async function compareAll(sections) {
  const cache = here("node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const found = [];
  for (const section of sections) found.push([section, await compare(section, cache)]);
  return found;
}

async function compare(section, cache) {
  const folder = mkdtempSync(join(tmpdir(), `flock-conformance-${section}-`));
  try {
    const { runSection, ownPython = false } = await import(`./${section}/run.mjs`);
    if (ownPython) return await runSection({ folder, cache });
    const { python, missing } = makePython({ requirements: here("requirements.txt"), cache });
    if (missing !== undefined) return [toResult(section, "skipped", missing)];
    return await runSection({ python, folder });
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    return [toResult(section, "different", `failed: ${error.message}`)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On one page, but for a section that has one of its own, in a form of its own. */
async function keepResults() {
  const together = [];
  for (const [section, found] of compared) {
    const { keptIn, updatePage } = await import(`./${section}/run.mjs`);
    if (keptIn === undefined) together.push([section, found]);
    else rewrite(here(keptIn), (page) => updatePage(page, found));
  }
  rewrite(here("../docs/CONFORMANCE.md"), (page) => updateKept(page, together));
}

function rewrite(path, change) {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

function toResult(section, outcome, detail) {
  return { client: "(all)", version: "-", call: section, world: "-", outcome, detail };
}
