import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { AbortOptions } from "@flock-tools/core";
import { createDatabaseConfig } from "../database-config.ts";
import type { RowSource } from "../schema.ts";
import { takeBatches } from "../take-batches.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";
import { toDiskError } from "../write/disk-error.ts";
import { type OpenTarget, openTarget } from "../write/target.ts";
import { createTempFile, type TempFile } from "../write/temp-file.ts";
import { createPageWriter } from "./create-page-writer.ts";
import { planCopy, quoteText } from "./duckdb-copy.ts";
import { toWriteError } from "./duckdb-write-error.ts";
import { type CopyThread, startCopy } from "./start-copy.ts";

/** The rows go to DuckDB page by page, which writes in a thread of its own while the next are made. */
export async function writeWithDuckdb(
  rows: RowSource,
  target: Target,
  options: WriteTableOptions,
): Promise<WrittenTable> {
  const { signal, tempDir = tmpdir() } = options;
  const file = await openTarget(target, { signal });
  let temp: TempFile | undefined;
  try {
    if (file.path === undefined) temp = await createTempFile(tempDir, ".parquet");
    const path = file.path ?? (temp as TempFile).path;
    const written = await copy(rows, path, options);
    if (temp !== undefined) await pass(temp.path, file);
    return { rows: written, ...(await file.commit()) };
  } catch (error) {
    await file.abort();
    throw error;
  } finally {
    await temp?.remove();
  }
}

// Rows of 2 kB make do with 120 MB. A text is held up to 8 times on its way, and no miner's row is longer than 128 MB.
const MEMORY_BYTES = 400_000_000 + 8 * 2 ** 27;

/** Returns how many rows there were. */
async function copy(rows: RowSource, to: string, options: WriteTableOptions): Promise<number> {
  const { schema, metadata = {} } = options;
  const thread = startCopy({
    types: schema.columns.map(({ type }) => type),
    statement: planCopy({ schema, metadata, to }),
    // One thread waits, and one works, so that rows stay in order.
    config: createDatabaseConfig({ memoryBytes: MEMORY_BYTES, threads: 2 }),
    explain: (error) => toWriteError(error, to),
    settings: [
      `SET allowed_paths = [${quoteText(to)}]`,
      "SET enable_external_access = false",
      // Row groups can have a limit in bytes then alone; one thread keeps the order anyway.
      "SET preserve_insertion_order = false",
      // Otherwise 100 MB that were given back stay with the process.
      "SET allocator_bulk_deallocation_flush_threshold = '64MB'",
    ],
  });
  try {
    const count = await sendRows(rows, thread, options);
    await finish(thread, { to, count, options });
    return count;
  } catch (error) {
    await thread.stop();
    throw error;
  }
}

async function sendRows(
  rows: RowSource,
  thread: CopyThread,
  { schema: { columns }, signal, onProgress }: WriteTableOptions,
): Promise<number> {
  let sent = 0;
  let bytes = 0;
  let page = createPageWriter({
    columns,
    firstRow: 0,
    memory: await thread.takeMemory({ signal }),
  });
  const send = (): void => {
    sent += page.rows;
    bytes += page.bytes;
    thread.send(page.take());
    onProgress?.({ phase: "read", rows: sent, bytes });
  };
  for await (const batch of takeBatches(rows, signal)) {
    for (const row of batch) {
      page.add(row);
      if (!page.isFull()) continue;
      send();
      const memory = await thread.takeMemory({ signal });
      page = createPageWriter({ columns, firstRow: sent, memory });
    }
  }
  if (page.rows > 0) send();
  return sent;
}

interface Finish {
  readonly to: string;
  /** Rows. */
  readonly count: number;
  readonly options: AbortOptions & Pick<WriteTableOptions, "onProgress">;
}

const REPORT_MS = 250;

async function finish(thread: CopyThread, { to, count, options }: Finish): Promise<void> {
  const { signal, onProgress } = options;
  const report = async (): Promise<void> => {
    const { size } = await stat(to);
    onProgress?.({ phase: "write", rows: count, bytes: size });
  };
  const timer = setInterval(() => void report().catch(() => {}), REPORT_MS);
  try {
    await thread.finish({ signal });
    await report().catch((error: unknown) => {
      throw toDiskError(error, to);
    });
  } finally {
    clearInterval(timer);
  }
}

// As much as is read at once.
const PASS_BYTES = 2 ** 20;

async function pass(path: string, file: OpenTarget): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: PASS_BYTES })) {
    await file.write(chunk as Uint8Array);
  }
}
