// node conversations.mjs FILE: CPU seconds of the first reading of a process, row by row, with loading its WebAssembly but
// without looking for the ends of the lines, which a row index knows; as JSON.
import { readFileSync } from "node:fs";
import { createConversationReader } from "@flock-tools/dataset";

const bytes = readFileSync(process.argv[2]);
const ends = [];
for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, end + 1)) ends.push(end);
const found = { rows: ends.length, fits: 0, turns: 0, characters: 0 };
const before = process.cpuUsage();
const reader = createConversationReader();
let start = 0;
for (const end of ends) {
  const { fits, turns = 0, characters = 0 } = reader.read(bytes.subarray(start, end));
  found.fits += fits ? 1 : 0;
  found.turns += turns;
  found.characters += characters;
  start = end + 1;
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ...found, seconds: (user + system) / 1e6 }));
