import { hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { type AbortOptions, FlockError } from "@flock-tools/core";
import { readRowBytes, type ReadRowBytesOptions, type Store } from "@flock-tools/store";
import type { RowDigest } from "../judgement/judgement-input.ts";
import type { RowSource } from "./near-rows.ts";

export interface ReadRowLinesOptions extends AbortOptions {
  /** Where blobs are; not needed for files with a path. */
  readonly store?: Store | undefined;
  /** To read into: lines are then only lent until the next ones are asked for. Default: new memory each time. */
  readonly memory?: LineMemory | undefined;
}

/** Memory that is used again and again, and grows. */
export interface LineMemory {
  bytes: Buffer;
}

// What lies between two wanted rows is read along if that is less than another look at the disk would cost.
const GAP = 64 * 1024;
// Bytes at a time, unless one row is longer.
const SPAN = 2 * 2 ** 20;

/**
 * Reads rows of one file again, some megabytes at a time, and makes sure that they are still the rows they were. Gives
 * their lines, without the ends.
 *
 * @param rows by rising offset
 * @throws FlockError ROW_CHANGED if they are not; StoreError; the abort reason
 */
export async function* readRowLines(
  source: RowSource,
  rows: readonly RowDigest[],
  { store, memory, signal }: ReadRowLinesOptions,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  if (rows.length === 0) return;
  const reader = await openReader(source, store);
  try {
    for (const { from, until, offset, length } of planSpans(rows)) {
      // The event loop gets its turn, and so does Ctrl-C.
      await setImmediate();
      signal?.throwIfAborted();
      const bytes = await reader.read({ offset, length, into: roomIn(memory, length) });
      const lines = rows.slice(from, until).map((digest) => {
        const start = (digest.offset ?? 0) - offset;
        const line = bytes.subarray(start, start + (digest.length ?? 0));
        if (hash("sha256", line) !== digest.raw) throw createChangedError(source);
        return line;
      });
      yield lines;
    }
  } finally {
    await reader.close();
  }
}

function roomIn(memory: LineMemory | undefined, length: number): Buffer {
  if (memory === undefined) return Buffer.allocUnsafeSlow(length);
  // New pages cost more than what is read into them.
  if (memory.bytes.length < length) memory.bytes = Buffer.allocUnsafeSlow(Math.max(SPAN, length));
  return memory.bytes;
}

interface Span {
  readonly from: number;
  until: number;
  readonly offset: number;
  length: number;
}

function planSpans(rows: readonly RowDigest[]): Span[] {
  const spans: Span[] = [];
  for (const [index, { offset, length }] of rows.entries()) {
    if (offset === undefined || length === undefined) {
      throw new TypeError(`row ${index} has no offset and length to read it by`);
    }
    const last = spans.at(-1);
    const end = offset + length;
    const isNear = last !== undefined && offset - (last.offset + last.length) <= GAP;
    if (isNear && end - last.offset <= SPAN) {
      last.length = end - last.offset;
      last.until = index + 1;
    } else spans.push({ from: index, until: index + 1, offset, length });
  }
  return spans;
}

interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly into: Buffer;
}

interface Reader {
  read(piece: Piece): Promise<Uint8Array>;
  close(): Promise<void>;
}

async function openReader(source: RowSource, store: Store | undefined): Promise<Reader> {
  const { sha256, path } = source;
  if (sha256 !== undefined && store !== undefined) {
    return {
      read: (piece) => readStored(store, { sha256, ...piece }),
      close: async () => {},
    };
  }
  if (path === undefined) throw new TypeError("rows must be of a stored blob or of a file");
  const file = await open(path).catch((cause: unknown) => {
    throw createChangedError(source, cause);
  });
  return {
    read: (piece) => readFully(file, { ...piece, source }),
    close: () => file.close(),
  };
}

async function readStored(store: Store, range: ReadRowBytesOptions): Promise<Uint8Array> {
  try {
    return readRowBytes(store, range);
  } catch (error) {
    throw error instanceof RangeError ? createChangedError(range, error) : error;
  }
}

async function readFully(
  file: FileHandle,
  { offset, length, into, source }: Piece & { readonly source: RowSource },
): Promise<Uint8Array> {
  const bytes = into.subarray(0, length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw createChangedError(source);
    done += bytesRead;
  }
  return bytes;
}

function createChangedError({ sha256, path }: RowSource, cause?: unknown): FlockError {
  const name = path ?? `the stored file ${sha256 ?? ""}`;
  return new FlockError(`${name} is not what it was when its rows were read`, {
    kind: "integrity",
    code: "ROW_CHANGED",
    next: path === undefined ? "run the download again" : "run this again when nobody writes to it",
    ...(cause !== undefined && { cause }),
  });
}
