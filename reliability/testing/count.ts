import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** One line of JSON a count: short appends of several processes do not mix. */
const FILE = fileURLToPath(
  new URL("../../node_modules/.cache/fault-counts.jsonl", import.meta.url),
);

/** Adds to what the sweep has done, for the table at its end: `count("kills", 1)`. */
export function count(name: string, amount: number): void {
  mkdirSync(dirname(FILE), { recursive: true });
  appendFileSync(FILE, `${JSON.stringify({ name, amount })}\n`);
}
