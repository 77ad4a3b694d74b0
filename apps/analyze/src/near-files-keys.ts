import { open } from "node:fs/promises";
import { readOutline } from "@flock-tools/tabular";
import type { NearFile } from "./near-files-input.ts";

// Of a file: enough for the keys of any row that a person would compare.
const BYTES_READ = 2 ** 20;
const MOST_ROWS = 100;
const MOST_KEYS = 20;
const MOST_LEVELS = 4;
const MOST_KEY_LENGTH = 100;

/** Keys or columns that hold strings, those with most text first. Hostile text. */
export async function listTextKeys(file: NearFile): Promise<string[]> {
  if (file.format === "jsonl") return listJsonKeys(file);
  const { columns } = await readOutline(file.path);
  const texts = columns.filter(({ content }) => content === "text");
  return texts.map(({ path }) => path).slice(0, MOST_KEYS);
}

async function listJsonKeys({ path }: NearFile): Promise<string[]> {
  const lengths = new Map<string, number>();
  for (const line of await readFirstLines(path)) {
    try {
      addStrings(JSON.parse(line), { lengths, path: [] });
    } catch {
      // A row that cannot be read has no keys.
    }
  }
  const keys = [...lengths].toSorted(([, a], [, b]) => b - a).map(([key]) => key);
  return keys.slice(0, MOST_KEYS);
}

async function readFirstLines(path: string): Promise<string[]> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(BYTES_READ), 0, BYTES_READ, 0);
    return buffer.toString("utf8", 0, bytesRead).split("\n").slice(0, MOST_ROWS);
  } finally {
    await handle.close();
  }
}

interface Keys {
  /** Of all strings under each key. */
  readonly lengths: Map<string, number>;
  readonly path: readonly string[];
}

function addStrings(value: unknown, { lengths, path }: Keys): void {
  if (typeof value === "string" && path.length > 0) {
    const key = path.join(".");
    lengths.set(key, (lengths.get(key) ?? 0) + value.length);
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject || path.length === MOST_LEVELS) return;
  for (const [key, each] of Object.entries(value)) {
    // A key with a dot in it could not be asked for.
    if (key.includes(".") || key.length > MOST_KEY_LENGTH) continue;
    addStrings(each, { lengths, path: [...path, key] });
  }
}
