import { allocate, release } from "./heap.ts";
import { hashRooms } from "./lane-rooms.ts";
import type { Job } from "./lanes.ts";
import type { Entries } from "./read-entries.ts";
import { markEmpty } from "./rows.ts";
import { type Sampling, type Screen, tableOf } from "./screen.ts";
import type { Search } from "./search.ts";
import { ENTRY, ENTRY_BYTES } from "./structs.ts";

export interface SamplePlan extends Entries {
  /** Bytes of all texts. */
  readonly bytes: number;
  readonly sampling: Sampling;
  /** Where to count the samples; undefined: nowhere yet. */
  readonly screen: Screen | undefined;
  /** Called with the entries that have a token and the samples, which are given back afterwards. */
  readonly onSampled: (sampled: Sampled) => void;
}

interface Sampled {
  readonly count: number;
  readonly from: number;
  readonly end: number;
}

/** The job of sampling the shingles of new texts, and finding those without a token. */
export function planSample(search: Search, plan: SamplePlan): Job {
  const { heap, rows } = search;
  const { entries, count, sampling, screen, onSampled } = plan;
  const longest = findLongest(search, plan);
  const samples = allocate(heap, samplesBound(search, plan));
  const empty = allocate(heap, 4 * count + 4);
  rows.longest = Math.max(rows.longest, longest);
  return {
    start: (lane) => {
      const { work, hashes } = hashRooms(search, lane, longest);
      const args = [entries, count, sampling.skip, samples, empty, work, hashes];
      if (screen === undefined) return lane.call("sampleEntries", args);
      return lane.call("sampleAndCount", [...args, tableOf(search, screen, lane), screen.bits]);
    },
    finish: (end) => {
      const empties = heap.words[empty / 4] as number;
      for (let i = 1; i <= empties; i += 1) markEmpty(rows, heap.words[empty / 4 + i] as number);
      noteShingles(search, { entries, count: count - empties });
      onSampled({ count: count - empties, from: samples, end });
      release(heap, samples);
      release(heap, empty);
    },
  };
}

function noteShingles({ heap, rows }: Search, { entries, count }: Entries): void {
  for (let i = 0; i < count; i += 1) {
    const shingles = heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.shingles] as number;
    if (shingles > rows.mostShingles) rows.mostShingles = shingles;
    rows.shingles += shingles;
  }
}

function findLongest({ heap }: Search, { entries, count }: Entries): number {
  let longest = 0;
  for (let i = 0; i < count; i += 1) {
    const length = heap.words[entries / 4 + i * (ENTRY_BYTES / 4) + ENTRY.length] as number;
    if (length > longest) longest = length;
  }
  return longest;
}

/** Every token takes at least 6 bytes of a work area, and is the first of at most one shingle. */
function samplesBound({ kernel }: Search, { bytes, count }: SamplePlan): number {
  const work = kernel.workBytes(bytes) + count * kernel.workBytes(0);
  return Math.ceil(work * (4 / 6)) + 8 * count;
}
