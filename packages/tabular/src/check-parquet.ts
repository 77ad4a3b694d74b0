import { type FileHandle, open } from "node:fs/promises";
import { TabularError } from "./errors.ts";

/** A file's path, or a handle that stays open, on systems that have `/dev/fd`. */
export type TabularFile = string | FileHandle;

const MAGIC = "PAR1";
const ENCRYPTED_MAGIC = "PARE";
// The magic, the footer's length and the magic again: less cannot be a Parquet file.
const LEAST_BYTES = 12;

/**
 * Looks at both ends of a file (parquet-format, README.md, File format): DuckDB has one message for what is no Parquet
 * file and for what was one before it broke off.
 *
 * @throws TabularError
 */
export async function checkParquet(file: TabularFile): Promise<void> {
  if (typeof file !== "string") return checkEnds(file);
  const handle = await open(file).catch((cause: unknown) => {
    const details = cause instanceof Error ? cause.message : String(cause);
    throw new TabularError("TABULAR_UNREADABLE", "the file cannot be read", { details, cause });
  });
  try {
    await checkEnds(handle);
  } finally {
    await handle.close();
  }
}

async function checkEnds(handle: FileHandle): Promise<void> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new TabularError("TABULAR_UNREADABLE", "it is not a file");
  const isLongEnough = stats.size >= LEAST_BYTES;
  const last = isLongEnough ? await readMagic(handle, stats.size - MAGIC.length) : "";
  if (last === MAGIC) return;
  if (last === ENCRYPTED_MAGIC) {
    throw new TabularError("TABULAR_ENCRYPTED", "the file is encrypted", {
      next: "decrypt it with the tool that wrote it",
    });
  }
  if (isLongEnough && (await readMagic(handle, 0)) === MAGIC) {
    const message = "it begins as a Parquet file does, but has no footer: it may be broken off";
    throw new TabularError("TABULAR_CORRUPT", message);
  }
  throw new TabularError("TABULAR_NOT_PARQUET", "it is not a Parquet file");
}

async function readMagic(handle: FileHandle, position: number): Promise<string> {
  const { buffer } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, position);
  return buffer.toString("latin1");
}
