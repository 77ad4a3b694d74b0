// Random faults over the finney world in a loop, for as long as it is told to: node reliability/soak.mjs --minutes 30
//   --seed N    of the faults (default: 1)
//   --keep      puts the summary into docs/RELIABILITY.md, too
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { findRise, formatSummary } from "./soak/format-summary.mjs";
import { watchMemory } from "./soak/memory.mjs";
import { runRound } from "./soak/run-round.mjs";
import { startNetwork } from "./soak/start-network.mjs";

const PAGE = new URL("../docs/RELIABILITY.md", import.meta.url);

/** Every so many rounds, the first runs are processes that are killed. */
const KILLS_EVERY = 3;

/** From so many minutes on the memory has to be steady: to less than so many MB a minute. */
const WHOLE_MINUTES = 30;
const MOST_RISE = 1;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isSafeInteger(seed) || seed < 0) {
  process.stderr.write("--minutes must be above 0 and --seed an integer >= 0\n");
  process.exit(2);
}

const say = (text) => process.stderr.write(`${text}\n`);
const expected = await runUndisturbed();
const network = await startNetwork(seed);
const memory = watchMemory(minutes < 5 ? 5_000 : 60_000);
const totals = { rounds: 0, runs: 0, killed: 0, files: 0, bytes: 0, lost: 0, corrupt: 0 };
const until = performance.now() + minutes * 60_000;
const random = createRandom(seed);
while (performance.now() < until) {
  const kills = totals.rounds % KILLS_EVERY === KILLS_EVERY - 1;
  addRound(await runRound(network, { kills, pick: random }));
}
memory.stop();
const faults = await network.countFaults();
await network.close();

const summary = formatSummary({ seed, minutes, totals, samples: memory.samples, faults });
process.stdout.write(`${summary}\n`);
if (values.keep) keep(summary);
// What is shorter is still growing to its working size.
const isSteady = minutes < WHOLE_MINUTES || findRise(memory.samples, minutes).slope < MOST_RISE;
if (!isSteady) say(`the memory rises by ${MOST_RISE} MB a minute or more`);
process.exitCode = totals.lost + totals.corrupt === 0 && isSteady ? 0 : 1;

async function runUndisturbed() {
  const quiet = await startNetwork();
  const { digest } = await runRound(quiet, { kills: false, pick: Math.random });
  await quiet.close();
  return digest;
}

function addRound({ killed, runs, digest, blobs, views }) {
  totals.rounds += 1;
  totals.runs += runs;
  totals.killed += killed;
  totals.files += blobs.blobs + views.files;
  totals.bytes += blobs.bytes + views.bytes;
  totals.corrupt += blobs.damaged.length + blobs.catalog.length + views.changed.length;
  if (digest !== expected) totals.lost += 1;
  const mb = (process.memoryUsage.rss() / 1e6).toFixed(0);
  say(`round ${totals.rounds}: ${runs} runs, ${killed} killed, ${mb} MB`);
  if (digest !== expected) say(`  digest ${digest} instead of ${expected}`);
  for (const { sha256, reason } of blobs.damaged) say(`  blob ${sha256}: ${reason}`);
  for (const { path, reason } of views.changed) say(`  ${path}: ${reason}`);
  for (const line of blobs.catalog) say(`  catalog: ${line}`);
}

/** Numbers in [0, 1) by a seed (a linear congruential generator, Numerical Recipes' constants). */
function createRandom(start) {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function keep(text) {
  const page = readFileSync(PAGE, "utf8");
  const [start, end] = ["<!-- soak -->", "<!-- /soak -->"];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/RELIABILITY.md has no ${start} ... ${end}`);
  writeFileSync(PAGE, `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`);
}
