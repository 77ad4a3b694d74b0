import type { MixRows } from "./mix-rows.ts";

/** Rows that are the same as data, for each row. */
export interface RowKinds {
  /** The first row that Python prints alike: the row itself, if there is none before it. */
  readonly kindOf: Uint32Array;
  /** How many of its kind are before it. */
  readonly copyOf: Uint32Array;
}

/** Finds equal rows by their canonical hashes. */
export function numberKinds(rows: MixRows): RowKinds {
  const kindOf = new Uint32Array(rows.length);
  const copyOf = new Uint32Array(rows.length);
  const firsts = new Map<string, number>();
  const counts = new Uint32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    // A character a byte: half as much memory as hex.
    const name = Buffer.from(rows.canonicalOf(index)).toString("latin1");
    const first = firsts.get(name) ?? index;
    if (first === index) firsts.set(name, index);
    kindOf[index] = first;
    copyOf[index] = counts[first] ?? 0;
    counts[first] = (counts[first] ?? 0) + 1;
  }
  return { kindOf, copyOf };
}
