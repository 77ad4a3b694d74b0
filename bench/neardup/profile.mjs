// Where the time of ours goes: a profile of the exact engine by stages.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchPath, median, run } from "../measure.mjs";

const INTERVAL_MICROSECONDS = 200;

/** The first pattern that a function's name and file match decides. */
const STAGES = [
  ["cutting rows and finding their texts (packages/dataset)", /packages\/dataset|^wasm-function\[/],
  ["copying texts into the kernel's memory", /^copyCut|^allocate/],
  ["folding, tokens and hashes of shingles", /^assembly\/text\/(?!hash\/hashText)/],
  [
    "rows that are the same, and rows that can have no partner",
    /hashText|assembly\/join\/(?:collapse|screen)|shelf|sample|screen/,
  ],
  [
    "nodes: different shingles, their order, the index",
    /assembly\/join\/(?:store|rarity|prefix-index|key-set)|indexShingles|fingerprint/,
  ],
  ["candidate pairs and their verification", /assembly\/join\//],
  ["the rest of the search", /packages\/neardup/],
  ["reading the file", /^(?:read|open|fstat|close)\b|fs\/streams|internal\/streams|node:fs/],
  ["collecting garbage", /^\(garbage collector\)/],
  ["loading modules, compiling, starting and ending", /./],
];

/** For each stage the median of its milliseconds on the main thread, over `runs` runs. */
export async function profileOurs(path, runs) {
  const profiles = [];
  for (let i = 0; i < runs; i += 1) profiles.push(await profileOnce(path));
  return STAGES.map(([title], stage) => ({
    title,
    milliseconds: median(profiles.map((profile) => profile[stage])),
  }));
}

async function profileOnce(path) {
  const folder = mkdtempSync(join(tmpdir(), "bench-neardup-profile-"));
  try {
    const profiling = [
      "--cpu-prof",
      `--cpu-prof-interval=${INTERVAL_MICROSECONDS}`,
      `--cpu-prof-dir=${folder}`,
    ];
    const search = [
      benchPath("neardup/ours.mjs"),
      path,
      join(folder, "pairs.json"),
      "exact",
      "--threads",
      "1",
    ];
    const { code, stderr } = await run(process.execPath, [...profiling, ...search]);
    if (code !== 0) throw new Error(stderr);
    const name = readdirSync(folder).find((file) => file.endsWith(".cpuprofile"));
    return sumStages(JSON.parse(readFileSync(join(folder, name), "utf8")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sumStages({ nodes, samples, timeDeltas }) {
  const stageOf = new Map(nodes.map(({ id, callFrame }) => [id, findStage(callFrame)]));
  const sums = STAGES.map(() => 0);
  for (const [i, id] of samples.entries()) {
    const stage = stageOf.get(id);
    if (stage !== undefined) sums[stage] += timeDeltas[i] / 1000;
  }
  return sums;
}

function findStage({ functionName, url }) {
  if (functionName === "(idle)") return undefined;
  return STAGES.findIndex(([, pattern]) => pattern.test(`${functionName} ${url}`));
}
