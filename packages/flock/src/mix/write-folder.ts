import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { createTargetDiskError } from "../errors.ts";
import { checkFolder, placeFolder, syncFolder } from "./place-folder.ts";

/** A file that was written. */
export interface FolderFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: Sha256;
}

type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** A folder in the making. */
export interface FolderWriter {
  /** Writes one file, chunk by chunk, and flushes it. Strings are written in UTF-8. */
  write(name: string, chunks: Chunks, rows?: number): Promise<void>;
  /** What was written so far. */
  list(): readonly FolderFile[];
}

export interface WriteFolderOptions extends AbortOptions {
  readonly path: string;
  /** Whether a folder with nothing but files of `names` is replaced. */
  readonly force: boolean;
  /** Of all files that such a folder may have. */
  readonly names: readonly string[];
}

/**
 * Makes a folder of files aside, beside the place that it is for, and renames it once all of it is durable: whole or not
 * at all. A folder that is replaced is moved out of the way first; if the process is killed in that moment it is still
 * there, as `.<name>.<random>.old`.
 *
 * @param fill writes the files; whatever it throws removes what was written
 * @throws FlockError TARGET_EXISTS, TARGET_DISK; what `fill` throws; the abort reason
 */
export async function writeFolder(
  { path, signal, ...options }: WriteFolderOptions,
  fill: (folder: FolderWriter) => Promise<void>,
): Promise<readonly FolderFile[]> {
  signal?.throwIfAborted();
  const files: FolderFile[] = [];
  let aside: string | undefined;
  try {
    const final = await checkFolder(path, options);
    const folder = nameAside(final, "part");
    await mkdir(folder);
    aside = folder;
    await fill({
      list: () => [...files],
      async write(name, chunks, rows = 0) {
        files.push({ name, rows, ...(await writeFile(join(folder, name), chunks, { signal })) });
      },
    });
    await syncFolder(folder);
    signal?.throwIfAborted();
    await placeFolder(folder, { final, path, old: nameAside(final, "old"), ...options });
    return files;
  } catch (error) {
    if (aside !== undefined) await rm(aside, { recursive: true, force: true }).catch(() => {});
    throw createTargetDiskError(error, path);
  }
}

// Names have 255 bytes at most, a character has 4.
const MOST_OF_NAME = 50;

function nameAside(final: string, end: string): string {
  const name = Array.from(basename(final)).slice(0, MOST_OF_NAME).join("");
  return join(dirname(resolve(final)), `.${name}.${randomBytes(6).toString("hex")}.${end}`);
}

const BATCH_BYTES = 2 ** 20;

async function writeFile(
  path: string,
  chunks: Chunks,
  { signal }: AbortOptions,
): Promise<Pick<FolderFile, "bytes" | "sha256">> {
  const hash = createHash("sha256");
  let bytes = 0;
  const handle = await open(path, "wx");
  try {
    for await (const batch of gather(chunks)) {
      signal?.throwIfAborted();
      hash.update(batch);
      bytes += batch.length;
      await handle.writeFile(batch);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Small chunks together, some at a time: a look at the disk for each row would take longer than all else. */
async function* gather(chunks: Chunks): AsyncGenerator<Buffer, void, undefined> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    parts.push(part);
    size += part.length;
    if (size < BATCH_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}
