import { readBatches } from "../read-batches.ts";
import type { TextBatch } from "../text-source.ts";
import { copyCut, type Cut, cutBatch, cutBytes, TEXT_PADDING } from "./chunks.ts";
import { type Collapse, collapseEntries, createCollapse } from "./collapse.ts";
import { release } from "./heap.ts";
import type { Entries } from "./read-entries.ts";
import { addRows, markEmpty } from "./rows.ts";
import { createScreen, planSampling, type Sampling, type Screen } from "./screen.ts";
import { type Chunk, closeRooms, hashRooms, keepPace, roomFor, type Search } from "./search.ts";
import { clearSlabs, createShelf, offer, type Shelf, takeTo } from "./shelf.ts";
import { ENTRY, ENTRY_BYTES } from "./structs.ts";

/** What the first reading leaves: the counts of sampled shingles, and how they were sampled. */
export interface Reading {
  readonly sampling: Sampling;
  readonly screen: Screen;
}

interface Part {
  readonly batch: TextBatch;
  readonly cut: Cut;
}

interface Reader {
  readonly sampling: Sampling;
  readonly collapse: Collapse;
  readonly shelf: Shelf;
  /** Once the texts are too many to be kept. */
  screen: Screen | undefined;
}

// Of the memory: for texts and samples; for the counters.
const SHELF_SHARE = 0.5;
const SCREEN_SHARE = 0.25;
// When memory for all texts runs out, what is still to come is guessed to be this many times what came.
const MORE_TO_COME = 8;

/**
 * Reads the source to its end: finds the rows with the same text and those without a token, counts shingles, and keeps
 * the texts in `search.texts` if they all fit.
 *
 * @throws the abort reason, and what the source throws
 */
export async function readTexts(search: Search): Promise<Reading> {
  search.phase = "read";
  search.passes += 1;
  const reader: Reader = {
    sampling: planSampling(search.options.threshold),
    collapse: createCollapse(search),
    shelf: createShelf(),
    screen: undefined,
  };
  for await (const batch of readBatches(search.source, search.options.signal)) {
    for (const cut of cutBatch(batch)) {
      if (reader.screen === undefined) shelve(search, reader, { batch, cut });
      else countInPassing(search, reader, { batch, cut });
      if (isOverfull(search, reader))
        reader.screen = await countShelf(search, reader, MORE_TO_COME);
      await keepPace(search, search.rows.count);
    }
  }
  release(search.heap, reader.collapse.at);
  closeRooms(search, "copies", "prints", "empty", "staging", "samples", "work", "hashes");
  const { sampling, shelf } = reader;
  if (reader.screen !== undefined) return { sampling, screen: reader.screen };
  const screen = await countShelf(search, reader, 1);
  search.shelf = shelf;
  return { sampling, screen };
}

function isOverfull({ budget }: Search, { screen, shelf }: Reader): boolean {
  return screen === undefined && shelf.texts.used + shelf.samples.used > budget * SHELF_SHARE;
}

/** Keeps the texts of a cut and their samples in memory. */
function shelve(search: Search, reader: Reader, part: Part): void {
  const { texts, samples, chunks } = reader.shelf;
  const at = offer(search, texts, cutBytes(part.batch, part.cut));
  const copied = copyNew(search, reader, { ...part, at });
  if (copied.count === 0) return;
  const out = offer(search, samples, samplesBound(search, part));
  const chunk = sampleEntries(search, reader, { ...copied, out });
  takeTo(texts, copied.end + TEXT_PADDING);
  takeTo(samples, chunk.samplesEnd);
  reader.shelf.sampled += (chunk.samplesEnd - out) / 4 - chunk.count;
  chunks.push(chunk);
}

/** Counts the shingles of a cut and forgets its texts. */
function countInPassing(search: Search, reader: Reader, part: Part): void {
  const at = roomFor(search, "staging", cutBytes(part.batch, part.cut));
  const copied = copyNew(search, reader, { ...part, at });
  const out = roomFor(search, "samples", samplesBound(search, part));
  const chunk = sampleEntries(search, reader, { ...copied, out });
  const { at: table, bits } = reader.screen as Screen;
  search.kernel.countSamples(out, chunk.samplesEnd, table, bits);
}

/** Copies a cut to `at`, but for the texts that were seen before. */
function copyNew(
  search: Search,
  { collapse }: Reader,
  { batch, cut, at }: Part & { readonly at: number },
): { entries: number; count: number; end: number } {
  const { heap, kernel, rows } = search;
  const bytes = (batch.offsets[cut.to] as number) - (batch.offsets[cut.from] as number);
  const firstRow = addRows(rows, cut.to - cut.from);
  rows.textBytes += bytes;
  const all = copyCut(heap, at, { batch, cut, firstRow });
  const count = collapseEntries(search, collapse, { entries: at, count: all, firstRow });
  const texts = at + all * ENTRY_BYTES;
  if (count === all) return { entries: at, count, end: texts + bytes };
  return { entries: at, count, end: kernel.packTexts(at, count, at + count * ENTRY_BYTES) };
}

/** Samples the shingles of new texts to `out`, and finds those without a token. */
function sampleEntries(
  search: Search,
  { sampling }: Reader,
  { entries, count, out }: Entries & { readonly out: number },
): Chunk {
  const { heap, kernel, rows } = search;
  let longest = 0;
  for (let i = 0; i < count; i += 1) longest = Math.max(longest, lengthOf(search, entries, i));
  rows.longest = Math.max(rows.longest, longest);
  const { work, hashes } = hashRooms(search, longest);
  const empty = roomFor(search, "empty", 4 * count + 4);
  const end = kernel.sampleEntries(entries, count, sampling.skip, out, empty, work, hashes);
  const empties = heap.words[empty / 4] as number;
  for (let i = 1; i <= empties; i += 1) markEmpty(rows, heap.words[empty / 4 + i] as number);
  for (let i = 0; i < count - empties; i += 1) {
    const shingles = heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.shingles] as number;
    rows.mostShingles = Math.max(rows.mostShingles, shingles);
  }
  return { entries, count: count - empties, samples: out, samplesEnd: end };
}

function lengthOf({ heap }: Search, entries: number, i: number): number {
  return heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.length] as number;
}

/** Every token takes at least 6 bytes of a work area, and is the first of at most one shingle. */
function samplesBound({ kernel }: Search, { batch, cut }: Part): number {
  const bytes = (batch.offsets[cut.to] as number) - (batch.offsets[cut.from] as number);
  const texts = cut.to - cut.from;
  return Math.ceil((kernel.workBytes(bytes) + texts * kernel.workBytes(0)) * (2 / 3)) + 8 * texts;
}

/** Counts the samples of all texts kept, for `growth` times as many rows; then keeps texts only if there are no more. */
async function countShelf(search: Search, reader: Reader, growth: number): Promise<Screen> {
  const { shelf, sampling } = reader;
  const samples = shelf.sampled * growth;
  const bytes = search.budget * SCREEN_SHARE;
  const screen = createScreen(search, sampling, { samples, bytes });
  for (const chunk of shelf.chunks) {
    search.kernel.countSamples(chunk.samples, chunk.samplesEnd, screen.at, screen.bits);
    await keepPace(search, search.rows.count);
  }
  if (growth > 1) {
    clearSlabs(search, shelf.texts);
    clearSlabs(search, shelf.samples);
  }
  return screen;
}
