import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** `part`: in the making; `old`: on its way out. */
type AsideEnd = "part" | "old";

// Names have 255 bytes at most, a character has 4.
const MOST_OF_NAME = 50;
const RANDOM_BYTES = 6;

/** A path beside another, hidden, that nothing has: `.<name>.<12 random hex digits>.<end>`. */
export function nameAside(path: string, end: AsideEnd): string {
  return join(dirname(path), `${startOf(path)}${randomBytes(RANDOM_BYTES).toString("hex")}.${end}`);
}

/** Whether a name in the folder of `path` is one that `nameAside` gives to what is in the making. */
export function isPartOf(path: string, name: string): boolean {
  const start = startOf(path);
  return name.startsWith(start) && /^[0-9a-f]{12}\.part$/.test(name.slice(start.length));
}

function startOf(path: string): string {
  return `.${Array.from(basename(path)).slice(0, MOST_OF_NAME).join("")}.`;
}
