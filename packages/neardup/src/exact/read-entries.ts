import { NeardupError } from "../errors.ts";
import { readBatches } from "../read-batches.ts";
import { copyCut, cutBatch, cutBytes } from "./chunks.ts";
import { allocate, release } from "./heap.ts";
import { keepPace, roomFor, type Search } from "./search.ts";
import { ENTRY, ENTRY_BYTES } from "./structs.ts";

/** Entries of texts in memory. */
export interface Entries {
  readonly entries: number;
  readonly count: number;
}

/** The rows whose texts are wanted. */
export interface Wanted {
  /** For each row whether it is wanted: 1 or 0; looked at when its text comes by. */
  readonly wanted: Uint8Array;
  /** Rows below this one are passed over. */
  readonly from: number;
}

/**
 * Gives the texts of the rows that are wanted, in order: from memory if all texts are there, else from the source.
 * The entries may be changed, and whoever asked for them gives their span back.
 *
 * @throws {NeardupError} if the source gives other rows than at first
 * @throws the abort reason, and what the source throws
 */
export function readEntries(
  search: Search,
  { wanted, from }: Wanted,
): AsyncGenerator<Entries, void, undefined> {
  return search.shelf === undefined
    ? readAgain(search, { wanted, from })
    : readShelf(search, { wanted, from });
}

async function* readShelf(
  search: Search,
  { wanted, from }: Wanted,
): AsyncGenerator<Entries, void, undefined> {
  let rows = 0;
  for (const chunk of search.shelf?.chunks ?? []) {
    const entries = allocate(search.heap, chunk.count * ENTRY_BYTES);
    const { words } = search.heap;
    let word = entries / 4;
    for (let at = chunk.entries / 4; at < chunk.entries / 4 + chunk.count * 4; at += 4) {
      const row = words[at + ENTRY.row] as number;
      if (row < from || wanted[row] !== 1) continue;
      words.copyWithin(word, at, at + 4);
      word += 4;
    }
    const count = (word * 4 - entries) / ENTRY_BYTES;
    rows += chunk.count;
    if (count > 0) yield { entries, count };
    else release(search.heap, entries);
    await keepPace(search, rows);
  }
}

async function* readAgain(
  search: Search,
  { wanted, from }: Wanted,
): AsyncGenerator<Entries, void, undefined> {
  const { heap, rows, source, options } = search;
  search.passes += 1;
  let firstRow = 0;
  let textBytes = 0;
  for await (const batch of readBatches(source, options.signal)) {
    for (const cut of cutBatch(batch)) {
      if (firstRow + cut.to - cut.from > rows.count) throw changed("more rows");
      const entries = allocate(heap, cutBytes(batch, cut));
      const count = copyCut(heap, entries, { batch, cut, firstRow, wanted, fromRow: from });
      firstRow += cut.to - cut.from;
      textBytes += (batch.offsets[cut.to] as number) - (batch.offsets[cut.from] as number);
      if (!hasSameTexts(search, { entries, count })) throw changed("other texts");
      if (count > 0) yield { entries, count };
      else release(heap, entries);
      await keepPace(search, firstRow);
    }
  }
  if (firstRow !== rows.count) throw changed("fewer rows");
  if (textBytes !== rows.textBytes) throw changed("other texts");
}

function hasSameTexts(search: Search, { entries, count }: Entries): boolean {
  const { heap, kernel, rows, seed } = search;
  const prints = roomFor(search, "prints", 4 * count + 16);
  for (let i = 0; i < count; i += 1) {
    const row = heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.row] as number;
    heap.words[prints / 4 + i] = rows.prints[row] as number;
  }
  return kernel.checkTexts(entries, count, seed, prints) === 1;
}

function changed(what: string): NeardupError {
  return new NeardupError(
    "NEARDUP_SOURCE_CHANGED",
    `the source gave ${what} when it was read again`,
    { next: "search again while nothing writes to the input" },
  );
}
