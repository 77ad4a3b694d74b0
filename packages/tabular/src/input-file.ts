import { type FileHandle, open } from "node:fs/promises";
import { TabularError, corrupt } from "./errors.ts";

/** A file's path, or a handle that stays open. */
export type TabularFile = string | FileHandle;

/** What is read from: bytes at positions. */
export interface InputFile {
  readonly size: number;
  /**
   * `length` bytes from `position`, in a buffer of their own.
   *
   * @throws TabularError TABULAR_CORRUPT if the file ends before
   */
  read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** @throws TabularError TABULAR_UNREADABLE */
export async function openInputFile(file: TabularFile): Promise<InputFile> {
  if (typeof file !== "string") return createInputFile(file, async () => {});
  const handle = await open(file, "r").catch((error: unknown) => {
    throw unreadable(error);
  });
  try {
    return await createInputFile(handle, () => handle.close());
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function createInputFile(handle: FileHandle, close: () => Promise<void>): Promise<InputFile> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new TabularError("TABULAR_UNREADABLE", "it is not a file");
  const { size } = stats;
  return { size, close, read: (position, length) => readAll(handle, position, length) };
}

async function readAll(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle
      .read(bytes, done, length - done, position + done)
      .catch((error: unknown) => {
        throw unreadable(error);
      });
    if (bytesRead === 0) throw corrupt("the file ended while it was read");
    done += bytesRead;
  }
  return bytes;
}

function unreadable(cause: unknown): TabularError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TabularError("TABULAR_UNREADABLE", "the file cannot be read", {
    details: reason,
    cause,
  });
}
