import { join } from "node:path";
import type { AbortOptions, Sha256 } from "@flock-tools/core";
import { openTarget } from "@flock-tools/tabular";

/** A file that was written. */
export interface FolderFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: Sha256;
}

type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/** Writes the files of a folder, and knows which. */
export interface FileWriter {
  /** Writes one file, chunk by chunk, and flushes it. Strings are written in UTF-8. */
  write(name: string, chunks: Chunks, rows?: number): Promise<void>;
  /** What was written so far. */
  list(): readonly FolderFile[];
}

/** @throws TabularError TABULAR_DISK; what the chunks throw; the abort reason */
export function createFileWriter(folder: string, options: AbortOptions): FileWriter {
  const files: FolderFile[] = [];
  return {
    list: () => [...files],
    async write(name, chunks, rows = 0) {
      const target = await openTarget({ path: join(folder, name) }, options);
      try {
        for await (const batch of gather(chunks)) await target.write(batch);
        files.push({ name, rows, ...(await target.commit()) });
      } finally {
        await target.abort();
      }
    },
  };
}

const BATCH_BYTES = 2 ** 20;

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
