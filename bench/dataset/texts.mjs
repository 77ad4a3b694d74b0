// node texts.mjs FILE [lend]: CPU seconds of the first reading of a process, with loading its WebAssembly, as JSON.
import { readFileSync } from "node:fs";
import { readTexts } from "@flock-tools/dataset";

const bytes = readFileSync(process.argv[2]);
const before = process.cpuUsage();
let textBytes = 0;
const batches = readTexts(bytes, { lend: process.argv[3] === "lend" });
let next = batches.next();
for (; !next.done; next = batches.next()) textBytes += next.value.bytes.length;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({ texts: next.value.texts, textBytes, seconds: (user + system) / 1e6 }),
);
