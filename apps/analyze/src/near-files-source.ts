import { stat } from "node:fs/promises";
import { type AbortOptions, FlockError } from "@flock-tools/core";
import type { TextSource } from "@flock-tools/neardup";
import { type NearFile, versionOf } from "./near-files-input.ts";
import {
  type FileSummary,
  type FileTexts,
  readFileTexts,
  type TextSelection,
} from "./near-files-read.ts";

/** A row of one of the files. */
export interface RowPlace {
  /** Its file's place in the list, from 0. */
  readonly file: number;
  /** From 0. */
  readonly row: number;
}

/** Where the texts of a search stand. */
export interface NearLayout {
  /** Of each file. */
  readonly summaries: readonly FileSummary[];
  /** Of each file the number of its first text, and behind the last one the number of all. */
  readonly starts: readonly number[];
  /** Of each text the number of its row in its file. */
  readonly rows: Uint32Array;
}

export interface NearFilesSource {
  /** The texts of all files, read anew each time. */
  readonly texts: TextSource;
  /** What the first whole reading found; undefined before its end. */
  layout(): NearLayout | undefined;
}

export interface NearFilesSourceOptions extends AbortOptions {
  readonly files: readonly NearFile[];
  readonly selection: TextSelection;
}

/**
 * A source that holds none of the texts, but 4 bytes of each.
 *
 * @throws (its texts) FlockError FILE_CHANGED, what `readFileTexts` throws
 */
export function createNearFilesSource(options: NearFilesSourceOptions): NearFilesSource {
  let layout: NearLayout | undefined;
  async function* read(): AsyncGenerator<FileTexts, void, undefined> {
    const recorder = layout === undefined ? createRecorder() : undefined;
    for (const file of options.files) {
      const texts = readUnchanged(file, options);
      for (;;) {
        const { value, done } = await texts.next();
        if (done === true) {
          recorder?.endFile(value);
          break;
        }
        recorder?.add(value.rows);
        yield value;
      }
    }
    layout ??= recorder?.finish();
  }
  return { texts: read, layout: () => layout };
}

/**
 * The texts of a file that is still the one that was found.
 *
 * @throws FlockError FILE_CHANGED, what `readFileTexts` throws
 */
export async function* readUnchanged(
  file: NearFile,
  options: NearFilesSourceOptions,
): AsyncGenerator<FileTexts, FileSummary, undefined> {
  await checkUnchanged(file);
  let summary: FileSummary;
  try {
    summary = yield* readFileTexts(file, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    // What was written to while it was read may seem damaged.
    await checkUnchanged(file);
    throw error;
  }
  await checkUnchanged(file);
  return summary;
}

async function checkUnchanged({ path, name, version }: NearFile): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined && versionOf(stats) === version) return;
  throw new FlockError(`${name} changed while it was read`, {
    kind: "integrity",
    code: "FILE_CHANGED",
    next: "run it again when nothing writes to it",
  });
}

/** Where the text of that number stands. */
export function locateText({ starts, rows }: NearLayout, text: number): RowPlace {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= text) low = middle;
    else high = middle;
  }
  return { file: low, row: rows[text] ?? 0 };
}

interface Recorder {
  add(rows: Uint32Array): void;
  endFile(summary: FileSummary): void;
  finish(): NearLayout;
}

function createRecorder(): Recorder {
  const summaries: FileSummary[] = [];
  const starts = [0];
  let rows = new Uint32Array(1024);
  let used = 0;
  return {
    add(more) {
      if (used + more.length > rows.length) {
        const larger = new Uint32Array(Math.max(used + more.length, rows.length * 2));
        larger.set(rows.subarray(0, used));
        rows = larger;
      }
      rows.set(more, used);
      used += more.length;
    },
    endFile(summary) {
      summaries.push(summary);
      starts.push(used);
    },
    finish: () => ({ summaries, starts, rows: rows.subarray(0, used) }),
  };
}
