// How fast near duplicates are found, and how many of them, by this project and by what else can be installed.
//   node bench/neardup/run.mjs [--runs N] [--engines a,b] [--no-python] [--skip-large | --only-large]
// The results are kept beside it, those of a part that was shortened by an option are only printed.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchPath } from "../measure.mjs";
import { CACHE, makeCorpus } from "./corpus.mjs";
import { ENGINES, search } from "./engines.mjs";
import { measureLarge } from "./large.mjs";
import { profileOurs } from "./profile.mjs";
import { findPython } from "./python.mjs";
import { measureQuality } from "./quality.mjs";
import { reportLarge, reportRows } from "./report.mjs";

const ROWS = 25_600;
const PROMPTS = 8;
const LEAST_RUNS = 7;

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: String(LEAST_RUNS) },
    engines: { type: "string" },
    "no-python": { type: "boolean" },
    "skip-large": { type: "boolean" },
    "only-large": { type: "boolean" },
  },
});
const runs = Number(options.runs);

if (!options["only-large"]) {
  const isWhole = runs >= LEAST_RUNS && !options.engines && !options["no-python"];
  show(reportRows(await measureRows()), isWhole ? "RESULT.md" : undefined);
}
if (!options["skip-large"]) show(reportLarge(await measureLarge()), "RESULT-LARGE.md");

function show({ text, isMet }, name) {
  process.stdout.write(`${text}\n`);
  if (name !== undefined) writeFileSync(benchPath(`neardup/${name}`), text);
  if (!isMet) process.exitCode = 1;
}

function chooseEngines(python) {
  const wanted = options.engines?.split(",") ?? ENGINES.map(({ name }) => name);
  const unknown = wanted.filter((name) => !ENGINES.some((engine) => engine.name === name));
  if (unknown.length > 0) throw new Error(`no such engine: ${unknown.join(", ")}`);
  return ENGINES.filter(({ name }) => wanted.includes(name)).map((engine) => ({
    ...engine,
    figures: [],
    quality: [],
    fault: engine.program || python ? undefined : "no Python with its packages here",
  }));
}

async function measureRows() {
  const python = options["no-python"] ? undefined : findPython(CACHE);
  const engines = chooseEngines(python);
  const corpora = [await makeCorpus(ROWS, 0), await makeCorpus(ROWS, PROMPTS)];
  for (let round = 0; round < runs; round += 1) {
    for (const engine of engines) {
      const result = await searchCorpus(engine, corpora[0], python);
      if (result === undefined) continue;
      const { pairs, ...figures } = result;
      engine.figures.push(figures);
      if (round === 0) engine.quality.push({ ...measureQuality(pairs, corpora[0].truth), figures });
    }
  }
  for (const engine of engines) {
    const result = await searchCorpus(engine, corpora[1], python);
    if (result === undefined) continue;
    const { pairs, ...figures } = result;
    engine.quality.push({ ...measureQuality(pairs, corpora[1].truth), figures });
  }
  const stages = await profileOurs(corpora[0].path, runs);
  return { engines, corpora, runs, stages, python: python && describePython(python) };
}

/** An engine that fails once is left out from then on, and the report says why. */
async function searchCorpus(engine, { path, flags }, python) {
  if (engine.fault !== undefined) return undefined;
  try {
    const result = await search(engine, { path, flags, python, out: join(CACHE, "pairs.json") });
    process.stderr.write(`${engine.name}: ${result.cpu.toFixed(2)} s\n`);
    return result;
  } catch (error) {
    engine.fault = error.message;
    process.stderr.write(`${engine.name}: ${error.message}\n`);
    return undefined;
  }
}

function describePython(python) {
  return execFileSync(python, ["--version"], { encoding: "utf8" }).trim();
}
