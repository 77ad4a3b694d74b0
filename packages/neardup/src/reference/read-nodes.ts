import type { ResolvedOptions } from "../engine.ts";
import { readBatches } from "../read-batches.ts";
import type { TextBatch, TextSource } from "../text-source.ts";
import { shingleText } from "./shingle-text.ts";

/** A set of shingles, known by the first row that has it. */
export interface Node {
  readonly row: number;
  /** The numbers of its shingles, ascending. */
  readonly shingles: Uint32Array;
}

/** All texts of a source as sets of shingles. */
export interface Nodes {
  readonly rows: number;
  readonly emptyRows: number;
  readonly textBytes: number;
  readonly firstOf: Uint32Array;
  /** In ascending order of their rows; without the empty set. */
  readonly filled: readonly Node[];
  /** The different shingles by number. */
  readonly shingles: readonly string[];
}

interface Reading {
  readonly firstOf: number[];
  readonly filled: Node[];
  readonly numbers: Map<string, number>;
  /** A set as text, and its first row. */
  readonly firstRows: Map<string, number>;
  emptyRows: number;
  textBytes: number;
}

/**
 * Reads the source once and holds the sets of shingles of all its texts.
 *
 * @throws whatever `readBatches` throws
 */
export async function readNodes(
  texts: TextSource,
  { onProgress, signal }: Pick<ResolvedOptions, "onProgress" | "signal">,
): Promise<Nodes> {
  const reading: Reading = {
    firstOf: [],
    filled: [],
    numbers: new Map(),
    firstRows: new Map(),
    emptyRows: 0,
    textBytes: 0,
  };
  for await (const batch of readBatches(texts, signal)) {
    readBatch(reading, batch);
    const rows = reading.firstOf.length;
    onProgress({ phase: "read", pass: 1, rows, totalRows: undefined, pairs: 0 });
  }
  const { firstOf, numbers, firstRows: _, ...rest } = reading;
  return {
    ...rest,
    rows: firstOf.length,
    firstOf: Uint32Array.from(firstOf),
    shingles: [...numbers.keys()],
  };
}

function readBatch(reading: Reading, { bytes, offsets }: TextBatch): void {
  for (let text = 0; text + 1 < offsets.length; text += 1) {
    const textBytes = bytes.subarray(offsets[text], offsets[text + 1]);
    reading.textBytes += textBytes.length;
    addRow(reading, numberShingles(reading.numbers, shingleText(textBytes)));
  }
}

function addRow(reading: Reading, shingles: Uint32Array): void {
  const row = reading.firstOf.length;
  const key = shingles.join();
  const first = reading.firstRows.get(key) ?? row;
  reading.firstOf.push(first);
  if (shingles.length === 0) reading.emptyRows += 1;
  if (first < row) return;
  reading.firstRows.set(key, row);
  if (shingles.length > 0) reading.filled.push({ row, shingles });
}

function numberShingles(numbers: Map<string, number>, shingles: ReadonlySet<string>): Uint32Array {
  return Uint32Array.from(shingles, (shingle) => {
    const number = numbers.get(shingle) ?? numbers.size;
    numbers.set(shingle, number);
    return number;
  }).toSorted();
}
