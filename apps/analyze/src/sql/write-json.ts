import { basename, dirname } from "node:path";
import type { Writable } from "node:stream";
import { type AbortOptions, raceAbort } from "@flock-tools/core";
import type { RowSource, TableSchema, Target } from "@flock-tools/tabular";
import { writeFiles } from "../report-files.ts";
import { listJson } from "./list-json.ts";

interface WriteJsonOptions extends AbortOptions {
  readonly schema: TableSchema;
}

interface WrittenJson {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes rows as one list of objects; a file is there whole or not at all.
 *
 * @throws FlockError REPORT_NOT_WRITABLE; what the rows throw; the abort reason
 */
export async function writeJson(
  rows: RowSource,
  target: Target,
  { schema, signal }: WriteJsonOptions,
): Promise<WrittenJson> {
  const counts = { rows: 0, bytes: 0 };
  const chunks = count(listJson(schema.columns, countRows(rows, counts)), { counts, signal });
  if ("stream" in target) {
    for await (const chunk of chunks) await raceAbort(writeChunk(target.stream, chunk), signal);
  } else {
    await writeFiles(dirname(target.path), { [basename(target.path)]: chunks });
  }
  return counts;
}

type Counts = { -readonly [K in keyof WrittenJson]: number };

async function* countRows(rows: RowSource, counts: Counts): RowSource {
  for await (const batch of rows) {
    counts.rows += batch.length;
    yield batch;
  }
}

async function* count(
  chunks: AsyncIterable<string>,
  { counts, signal }: AbortOptions & { readonly counts: Counts },
): AsyncGenerator<string, void, undefined> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    counts.bytes += Buffer.byteLength(chunk);
    yield chunk;
  }
}

function writeChunk(stream: Writable, chunk: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
