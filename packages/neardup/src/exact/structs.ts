import type { Heap } from "./heap.ts";

// The kernel's structs as far as TypeScript writes and reads them: fields of 32 bits by their place.
// See assembly/join/{entry,store,rarity,prefix-index,matcher}.ts.

export const ENTRY_BYTES = 16;
export const NODE_BYTES = 40;
export const PAIR_BYTES = 28;
export const QUERY_BYTES = 64;

export const ENTRY = { row: 0, text: 1, length: 2, shingles: 3 } as const;

export const NODE = { row: 0, size: 3, ordinal: 7 } as const;

export const STORE = [
  "data",
  "top",
  "count",
  "reserved",
  "identities",
  "identityMask",
  "copies",
  "full",
  "numerator",
  "denominator",
] as const;

export const RARITY = ["counters", "shift", "salt"] as const;

export const PREFIX_INDEX = ["starts", "postings", "bits"] as const;

export const MATCHER = [
  "block",
  "index",
  "parents",
  "numerator",
  "denominator",
  "contains",
  "listing",
  "left",
  "right",
  "keySet",
  "keyMask",
  "stamps",
  "turn",
  "uniform",
  "candidates",
  "candidateCount",
  "pairs",
  "pairCount",
  "pairLimit",
  "budget",
  "next",
  "after",
  "looked",
  "verified",
  "scratch",
  "joins",
  "below",
] as const;

/** Where a struct is, and its fields. */
export interface Struct<Field extends string> {
  readonly at: number;
  readonly fields: readonly Field[];
}

/** Writes the fields given, and leaves the others. */
export function writeStruct<Field extends string>(
  heap: Heap,
  { at, fields }: Struct<Field>,
  values: Readonly<Partial<Record<Field, number>>>,
): void {
  for (const [field, value] of Object.entries(values)) {
    heap.words[at / 4 + fields.indexOf(field as Field)] = value as number;
  }
}

/** Reads a field. */
export function readStruct<Field extends string>(
  heap: Heap,
  { at, fields }: Struct<Field>,
  field: Field,
): number {
  return heap.words[at / 4 + fields.indexOf(field)] as number;
}
