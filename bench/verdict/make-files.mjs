// A subnet of 256 miners with 100 rows each out of a pool of 5,000, as files: honest picks that lean towards popular
// rows, copies, partial copies, repeated and foreign rows.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const MINERS = 256;
const [POOL, ROWS] = [5_000, 100];

export function makeFiles(folder) {
  const random = createRandom(96);
  const below = (limit) => Math.floor(random() * limit);
  const rows = Array.from({ length: POOL }, (_, id) => makeRow(id, below));
  const write = (name, lines) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "data.jsonl"), lines.map((line) => `${line}\n`).join(""));
  };
  write("pool", rows);
  const picks = [];
  for (let uid = 0; uid < MINERS; uid += 1) {
    picks.push(pick({ uid, picks, below }));
    write(
      `miner_${uid}`,
      picks[uid].map((id) => (id < POOL ? rows[id] : `{"foreign": ${id}}`)),
    );
  }
}

function pick({ uid, picks, below }) {
  const ids = new Set();
  const fill = () => {
    while (ids.size < ROWS) ids.add(Math.min(below(POOL), below(POOL)));
    return [...ids];
  };
  const source = picks[below(Math.max(uid, 1))];
  if (uid < 20) return fill();
  if (uid % 16 === 0) return source.toReversed();
  if (uid % 16 === 1) for (const id of source.slice(0, 20 + below(40))) ids.add(id);
  const picked = fill();
  if (uid % 16 === 2) picked[50] = POOL + uid;
  if (uid % 16 === 3) picked[99] = picked[0];
  return picked;
}

function makeRow(id, below) {
  const words = Array.from({ length: 60 + below(120) }, () => `wörd${below(9_000)}`).join(" ");
  return JSON.stringify({ text: words, id, score: below(1_000) / 8, tags: ["a", id % 7] });
}

/** Mulberry32. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
