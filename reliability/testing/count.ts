import { appendFileSync } from "node:fs";

/** One line of JSON a count: short appends of several processes do not mix. Without it nobody wants to know. */
const FILE = process.env["FLOCK_FAULT_COUNTS"];

/** Adds to what the sweep has done, for the table at its end: `count("kills", 1)`. */
export function count(name: string, amount: number): void {
  if (FILE !== undefined) appendFileSync(FILE, `${JSON.stringify({ name, amount })}\n`);
}
