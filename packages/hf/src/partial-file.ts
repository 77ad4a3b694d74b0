import { constants, type FileHandle, open, readFile, rm, writeFile } from "node:fs/promises";
import { HubDiskError } from "./errors.ts";
import { parseContentHash, parseStrongValidator } from "./headers.ts";

/** Where an unfinished download lives; both files may be left over from an earlier process, or not exist yet. */
export interface PartialFile {
  /** Absolute. */
  readonly path: string;
  /** Where the validator for If-Range is kept. */
  readonly etagPath: string;
}

/** What the bytes of a partial file are the beginning of. */
interface PartialNote {
  /** The content hash that the Hub promised, as hex. */
  readonly etag: string;
  /** The ETag of the answer that the bytes came with, if it may stand in If-Range. */
  readonly validator: string | undefined;
}

/** An open partial file. Every function but `append` rejects with HubDiskError if the disk refuses. */
export interface OpenPartial {
  /** Bytes there, those still on their way to the disk included. */
  readonly length: number;
  /** Undefined if there are no bytes, or nobody knows of what. */
  readonly note: PartialNote | undefined;
  /** Remembers what the following bytes are of; kept on disk as soon as an unfinished file is. */
  setNote(note: PartialNote): void;
  /** Adds bytes; returns a promise when the disk is behind and the caller should wait for it. */
  append(chunk: Uint8Array): Promise<void> | undefined;
  /** Until everything appended is in the file. `unfinished` keeps the note beside it for a later process. */
  flush(options: { readonly unfinished: boolean }): Promise<void>;
  /** The bytes from the first to the last; a chunk is valid until the next one is asked for. */
  read(): AsyncGenerator<Uint8Array, void, undefined>;
  /** Forgets all bytes and the note. */
  clear(): Promise<void>;
  /** Until the bytes would survive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Written at once: fewer, larger writes. A file up to this size is written in one. */
const BATCH_BYTES = 512 * 1024;
const BATCH_CHUNKS = 256;
/** Held in memory at most while the disk is behind. */
const MAX_PENDING_BYTES = 4 * BATCH_BYTES;
const READ_BYTES = 256 * 1024;

/**
 * Opens a partial file, or creates it. Bytes without a readable note are of no use and forgotten.
 *
 * @throws HubDiskError
 */
export async function openPartialFile({ path, etagPath }: PartialFile): Promise<OpenPartial> {
  const disk = guardDisk(path);
  const file = await disk(() => open(path, constants.O_RDWR | constants.O_CREAT));
  const found = (await disk(() => file.stat())).size;
  const foundNote = found === 0 ? undefined : parseNote(await readText(etagPath));
  if (found > 0 && foundNote === undefined) await disk(() => file.truncate(0));
  const queue = createWriteQueue(file, foundNote === undefined ? 0 : found);
  let note = foundNote;
  let kept = foundNote !== undefined;

  const keepNote = async (): Promise<void> => {
    if (kept || note === undefined) return;
    kept = true;
    await writeFile(etagPath, JSON.stringify(note));
  };
  return {
    get length() {
      return queue.length;
    },
    get note() {
      return note;
    },
    setNote(next) {
      note = next;
      kept = false;
    },
    append(chunk) {
      if (!queue.add(chunk)) return undefined;
      return disk(async () => {
        // Before the bytes: a note without bytes does no harm.
        await keepNote();
        await queue.drain(MAX_PENDING_BYTES - BATCH_BYTES);
      });
    },
    flush: ({ unfinished }) =>
      disk(async () => {
        if (unfinished && queue.length > 0) await keepNote();
        await queue.drain(0);
      }),
    read: () => readChunks(file, disk),
    clear: () =>
      disk(async () => {
        await queue.reset();
        await file.truncate(0);
        await rm(etagPath, { force: true });
        note = undefined;
        kept = false;
      }),
    sync: () => disk(() => file.sync()),
    close: () => disk(() => file.close()),
  };
}

interface WriteQueue {
  readonly length: number;
  /** Returns whether it is time to call `drain`. */
  add(chunk: Uint8Array): boolean;
  /** Starts writing what is there, and waits until at most `pending` bytes are not in the file. */
  drain(pending: number): Promise<void>;
  reset(): Promise<void>;
}

// One write at a time, at positions of our own, while the next batch is collected and hashed. After a failure the
// bytes in the file are not what was appended, so that nothing but `reset` helps.
function createWriteQueue(file: FileHandle, start: number): WriteQueue {
  let length = start;
  let written = start;
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  let writing: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  const writeBatch = async (): Promise<void> => {
    const [chunks, bytes] = [batch, batchBytes];
    [batch, batchBytes] = [[], 0];
    try {
      await writeAll(file, chunks, written);
      written += bytes;
    } catch (error) {
      failure = { error };
    }
    writing = undefined;
  };
  const startWriting = (): void => {
    if (writing === undefined && batch.length > 0) writing = writeBatch();
  };
  return {
    get length() {
      return length;
    },
    add(chunk) {
      batch.push(chunk);
      batchBytes += chunk.length;
      length += chunk.length;
      return batchBytes >= BATCH_BYTES || batch.length >= BATCH_CHUNKS;
    },
    async drain(pending) {
      for (;;) {
        if (failure !== undefined) throw failure.error;
        startWriting();
        if (length - written <= pending) return;
        await writing;
      }
    },
    async reset() {
      await writing;
      failure = undefined;
      [batch, batchBytes, length, written] = [[], 0, 0, 0];
    },
  };
}

// A write may be cut short, by a quota for example.
async function writeAll(
  file: FileHandle,
  chunks: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let at = position;
  let rest = [...chunks];
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest, at);
    at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
}

function dropBytes(chunks: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  const rest: Uint8Array[] = [];
  for (const chunk of chunks) {
    const taken = Math.min(left, chunk.length);
    left -= taken;
    if (taken < chunk.length) rest.push(chunk.subarray(taken));
  }
  return rest;
}

type Disk = <T>(run: () => Promise<T>) => Promise<T>;

function guardDisk(path: string): Disk {
  return async (run) => {
    try {
      return await run();
    } catch (error) {
      throw new HubDiskError(path, error);
    }
  };
}

async function* readChunks(
  file: FileHandle,
  disk: Disk,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let position = 0; ;) {
    const { bytesRead } = await disk(() => file.read(buffer, 0, READ_BYTES, position));
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return "";
  }
}

function parseNote(text: string): PartialNote | undefined {
  try {
    const { etag, validator } = JSON.parse(text) as Record<keyof PartialNote, unknown>;
    if (typeof etag !== "string" || parseContentHash(etag)?.hex !== etag) return undefined;
    const usable = typeof validator === "string" ? parseStrongValidator(validator) : undefined;
    return { etag, validator: usable };
  } catch {
    return undefined;
  }
}
