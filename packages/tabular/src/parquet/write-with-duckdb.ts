import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createByteBuffer } from "../byte-buffer.ts";
import { createDatabase } from "../create-database.ts";
import { createRunner } from "../create-runner.ts";
import type { RowSource } from "../schema.ts";
import { takeBatches } from "../take-batches.ts";
import { toDiskError } from "../write/disk-error.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";
import { type OpenTarget, openTarget } from "../write/target.ts";
import { createTempFile, findTempDir, type TempFile } from "../write/temp-file.ts";
import { writeAll } from "../write/write-all.ts";
import { planCopy, quoteText } from "./duckdb-copy.ts";
import { toWriteError } from "./duckdb-write-error.ts";
import { createRowLines } from "./row-lines.ts";

/**
 * The rows become lines of JSON in a temporary file first, which DuckDB reads once: an appender would hold them all, or
 * write them twice, and JSON text of cells is taken apart by DuckDB alone.
 */
export async function writeWithDuckdb(
  rows: RowSource,
  target: Target,
  options: WriteTableOptions,
): Promise<WrittenTable> {
  const { signal, tempDir = findTempDir(target) } = options;
  const file = await openTarget(target, { signal });
  const temps: TempFile[] = [];
  const createTemp = async (suffix: string): Promise<TempFile> => {
    const temp = await createTempFile(tempDir, suffix);
    temps.push(temp);
    return temp;
  };
  try {
    const lines = await createTemp(".ndjson");
    const written = await writeLines(rows, lines, options);
    const to = file.path ?? (await createTemp(".parquet")).path;
    await copy({ ...written, from: lines.path, to }, options);
    if (file.path === undefined) await pass(to, file);
    return { rows: written.rows, ...(await file.commit()) };
  } catch (error) {
    await file.abort();
    throw error;
  } finally {
    await Promise.all(temps.map((temp) => temp.remove()));
  }
}

interface Lines {
  readonly rows: number;
  readonly longest: number;
}

const WRITE_BYTES = 2 ** 20;

async function writeLines(
  rows: RowSource,
  { handle, path }: TempFile,
  { schema, signal, onProgress }: WriteTableOptions,
): Promise<Lines> {
  const buffer = createByteBuffer();
  const lines = createRowLines(schema, buffer);
  let bytes = 0;
  const write = async (): Promise<void> => {
    lines.flush();
    bytes += buffer.size;
    await writeAll(handle, buffer.view()).catch((error: unknown) => {
      throw toDiskError(error, path);
    });
    buffer.clear();
    onProgress?.({ phase: "read", rows: lines.rows, bytes });
  };
  for await (const batch of takeBatches(rows, signal)) {
    for (const row of batch) {
      lines.add(row);
      if (buffer.size >= WRITE_BYTES) await write();
    }
  }
  await write();
  return { rows: lines.rows, longest: lines.longest };
}

interface Copy extends Lines {
  readonly from: string;
  readonly to: string;
}

// Rows of 2 kB make do with 120 MB. What holds a whole line takes 8 times the longest on its way.
const MEMORY_BYTES = 400_000_000;
const LINE_COPIES = 8;

const REPORT_MS = 250;

async function copy(
  { rows, longest, from, to }: Copy,
  { schema, metadata = {}, signal, onProgress }: WriteTableOptions,
): Promise<void> {
  const memoryBytes = MEMORY_BYTES + LINE_COPIES * longest;
  const database = await createDatabase({ memoryBytes });
  const explain = (error: unknown): unknown => toWriteError(error, to);
  const { connection } = database;
  const run = createRunner(connection, { signal, explain });
  const report = async (): Promise<void> => {
    const { size } = await stat(to);
    onProgress?.({ phase: "write", rows, bytes: size });
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    const settings = [
      `allowed_paths = [${quoteText(from)}, ${quoteText(to)}]`,
      "enable_external_access = false",
      // Row groups can have a limit in bytes then alone; one thread keeps the order anyway.
      "preserve_insertion_order = false",
      // Otherwise 100 MB that were given back stay with the process.
      "allocator_bulk_deallocation_flush_threshold = '64MB'",
    ];
    for (const setting of settings) await run(() => connection.run(`SET ${setting}`));
    timer = setInterval(() => void report().catch(() => {}), REPORT_MS);
    await run(() => connection.run(planCopy({ schema, metadata, from, to, longest })));
    await report();
  } finally {
    clearInterval(timer);
    database.close();
  }
}

async function pass(path: string, file: OpenTarget): Promise<void> {
  for await (const chunk of createReadStream(path, { highWaterMark: WRITE_BYTES })) {
    await file.write(chunk as Uint8Array);
  }
}
