import { readBatches } from "../read-batches.ts";
import type { TextBatch } from "../text-source.ts";
import { copyCut, type Cut, cutBatch, cutBytes, TEXT_PADDING } from "./chunks.ts";
import { type Collapse, collapseEntries, createCollapse } from "./collapse.ts";
import { allocate, release } from "./heap.ts";
import { closeLaneRooms } from "./lane-rooms.ts";
import { beginJob, finishJobs, type Jobs, startLanes } from "./lanes.ts";
import { SHELF_SHARE } from "./memory-plan.ts";
import type { Entries } from "./read-entries.ts";
import { addRows } from "./rows.ts";
import { planSample } from "./sample.ts";
import {
  createScreen,
  planSampling,
  type Sampling,
  type Screen,
  sumTables,
  tableOf,
} from "./screen.ts";
import { closeRooms, keepPace, type Search } from "./search.ts";
import {
  clearShelf,
  createShelf,
  keepSamples,
  offerTexts,
  type Shelf,
  takeTexts,
} from "./shelf.ts";
import { ENTRY_BYTES } from "./structs.ts";

/** What the first reading leaves: the counts of sampled shingles, and how they were sampled. */
export interface Reading {
  readonly sampling: Sampling;
  readonly screen: Screen;
  /** The table of the counts. */
  readonly table: number;
}

interface Reader {
  readonly sampling: Sampling;
  readonly collapse: Collapse;
  readonly shelf: Shelf;
  readonly jobs: Jobs;
  /** Once the texts are too many to be kept. */
  screen: Screen | undefined;
}

interface Part {
  readonly batch: TextBatch;
  readonly cut: Cut;
}

// When memory for all texts runs out, nobody knows how much is still to come: the guess is this many times what came.
// With 4 times, and 15 times as many in 64 MiB, no row was ruled out and 47 readings were needed.
const MORE_TO_COME = 16;

/**
 * Reads the source to its end: finds the rows with the same text and those without a token, counts shingles, and keeps
 * the texts in `search.shelf` if they all fit.
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
    jobs: [],
    screen: undefined,
  };
  for await (const batch of readBatches(search.source, search.options.signal)) {
    for (const cut of cutBatch(batch)) {
      await (reader.screen === undefined
        ? shelve(search, reader, { batch, cut })
        : countInPassing(search, reader, { batch, cut }));
      if (isOverfull(search, reader)) await spill(search, reader);
      await keepPace(search, search.rows.count);
    }
    await startLanes(search, reader.jobs);
  }
  await finishJobs(search, reader.jobs);
  release(search.heap, reader.collapse.at);
  closeRooms(search, "copies", "prints");
  closeLaneRooms(search, "work", "hashes");
  const { sampling, shelf } = reader;
  if (reader.screen === undefined) search.shelf = shelf;
  const screen = reader.screen ?? (await countShelf(search, reader, shelf.sampled));
  return { sampling, screen, table: sumTables(search, screen) };
}

function isOverfull({ budget }: Search, { screen, shelf }: Reader): boolean {
  return screen === undefined && shelf.used > budget * SHELF_SHARE;
}

/** Keeps the texts of a cut and their samples in memory. */
async function shelve(search: Search, reader: Reader, part: Part): Promise<void> {
  const { shelf, sampling, jobs } = reader;
  const at = offerTexts(search, shelf, cutBytes(part.batch, part.cut));
  const { entries, count, end } = copyNew(search, reader, { ...part, at });
  if (count === 0) return;
  takeTexts(shelf, end + TEXT_PADDING);
  const onSampled: Parameters<typeof planSample>[1]["onSampled"] = (sampled) => {
    const { from, end: samplesEnd } = sampled;
    const samples = keepSamples(search, shelf, { from, end: samplesEnd });
    shelf.sampled += (samplesEnd - from) / 4 - sampled.count;
    shelf.chunks.push({
      entries,
      count: sampled.count,
      samples,
      samplesEnd: samples + samplesEnd - from,
    });
  };
  const plan = { entries, count, bytes: end - entries, sampling, screen: undefined, onSampled };
  await beginJob(search, jobs, planSample(search, plan));
}

/** Counts the shingles of a cut and forgets its texts. */
async function countInPassing(search: Search, reader: Reader, part: Part): Promise<void> {
  const { sampling, screen, jobs } = reader;
  const at = allocate(search.heap, cutBytes(part.batch, part.cut));
  const { entries, count, end } = copyNew(search, reader, { ...part, at });
  const onSampled = (): void => release(search.heap, at);
  const plan = { entries, count, bytes: end - entries, sampling, screen, onSampled };
  await beginJob(search, jobs, planSample(search, plan));
}

/** Copies a cut to `at`, but for the texts that were seen before. */
function copyNew(
  search: Search,
  { collapse }: Reader,
  { batch, cut, at }: Part & { readonly at: number },
): Entries & { readonly end: number } {
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

/** Counts the samples of all texts kept, in a table for `samples` of them. */
async function countShelf(search: Search, reader: Reader, samples: number): Promise<Screen> {
  const { shelf, sampling } = reader;
  const screen = createScreen(search, sampling, samples);
  const table = tableOf(search, screen, { id: 0 });
  for (const chunk of shelf.chunks) {
    search.kernel.countSamples(chunk.samples, chunk.samplesEnd, table, screen.bits);
    await keepPace(search, search.rows.count);
  }
  return screen;
}

/** Goes on without keeping texts: what was kept is counted and forgotten. */
async function spill(search: Search, reader: Reader): Promise<void> {
  const { jobs, shelf } = reader;
  await finishJobs(search, jobs);
  reader.screen = await countShelf(search, reader, shelf.sampled * MORE_TO_COME);
  clearShelf(search, shelf);
}
