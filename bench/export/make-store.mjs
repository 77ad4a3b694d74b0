// A store of chat rows of several miners, and the same rows as one JSONL file: node make-store.mjs FOLDER ROWS
// Prints { rows, bytes, miners } as JSON. The rows are those of the near-duplicate benchmark, a quarter of them with one
// of eight system prompts: about 2 kB each.
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { indexStore } from "@flock-tools/flock";
import { makeRows } from "../neardup/make-rows.mjs";
import { createStore, observeMiners, takeFile } from "../store.mjs";

const MINERS = 25;
const PROMPTS = 8;
const CHUNK_BYTES = 2 ** 20;

const [folder, rows] = [process.argv[2], Number(process.argv[3])];
const store = createStore(join(folder, "store"));
const all = openSync(join(folder, "rows.jsonl"), "w");
const repos = [];
let bytes = 0;
for (let uid = 0; uid < MINERS; uid += 1) {
  const [from, to] = [uid, uid + 1].map((n) => Math.round((rows * n) / MINERS));
  repos.push(`bench/miner_${uid}`);
  await takeFile(store, repos[uid], copyTo(all, makeChunks({ rows: to - from, seed: uid })));
}
closeSync(all);
observeMiners(store, repos);
await indexStore(store);
store.close();
process.stdout.write(JSON.stringify({ rows, bytes, miners: MINERS }));

function* copyTo(file, chunks) {
  for (const chunk of chunks) {
    writeSync(file, chunk);
    bytes += chunk.length;
    yield chunk;
  }
}

function* makeChunks(options) {
  let text = "";
  let row = 0;
  for (const { system, conversations } of makeRows({ ...options, prompts: PROMPTS })) {
    text += `${JSON.stringify({ system: row % 4 === 0 ? system : null, conversations })}\n`;
    row += 1;
    if (text.length < CHUNK_BYTES) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}
