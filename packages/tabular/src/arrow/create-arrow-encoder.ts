import * as arrow from "apache-arrow";
import { checkCell } from "../cells/check-cell.ts";
import type { TableRow, TableSchema } from "../schema.ts";
import { CREATE_BUILDERS } from "./column-builders.ts";

export interface ArrowEncoder {
  add(row: TableRow): void;
  /** Whether the rows since the last `take` are enough for a record batch. */
  isFull(): boolean;
  /** The bytes so far, in memory that is used again after the last chunk. */
  take(): Iterable<Uint8Array>;
  /** The last rows, and what ends the file. */
  finish(): Iterable<Uint8Array>;
}

export interface ArrowEncoderOptions {
  readonly metadata: Readonly<Record<string, string>>;
  readonly format: "file" | "stream";
}

const BATCH_ROWS = 20_480;
const BATCH_TEXT_BYTES = 2 ** 24;

export function createArrowEncoder(
  { columns }: TableSchema,
  { metadata, format }: ArrowEncoderOptions,
): ArrowEncoder {
  const builders = columns.map((column, place) => {
    return { column, place, builder: CREATE_BUILDERS[column.type](arrow) };
  });
  const fields = builders.map(({ column, builder }) => {
    const about = new Map([["description", column.description]]);
    return new arrow.Field(column.name, builder.type, column.nullable, about);
  });
  const schema = new arrow.Schema(fields, new Map(Object.entries(metadata)));
  const { writer, pieces } = openWriter(schema, format);
  let rows = 0;
  let length = 0;
  const writeBatch = (): void => {
    if (length === 0) return;
    const children = builders.map(({ builder }) => builder.build());
    const type = new arrow.Struct(fields);
    const data = arrow.makeData({ type, length, nullCount: 0, children });
    writer.write(new arrow.RecordBatch(schema, data));
  };
  const clear = (): void => {
    for (const { builder } of builders) builder.clear();
    length = 0;
  };
  return {
    add(row) {
      for (const { column, place, builder } of builders) {
        const cell = row[place] ?? null;
        checkCell(cell, { column, row: rows });
        builder.add(cell);
      }
      rows += 1;
      length += 1;
    },
    isFull: () => length === BATCH_ROWS || countText(builders) >= BATCH_TEXT_BYTES,
    *take() {
      writeBatch();
      yield* joinSmall(pieces.splice(0));
      clear();
    },
    *finish() {
      writeBatch();
      writer.finish();
      yield* joinSmall(pieces.splice(0));
    },
  };
}

function countText(
  builders: readonly { readonly builder: { readonly textBytes: number } }[],
): number {
  return builders.reduce((sum, { builder }) => sum + builder.textBytes, 0);
}

interface OpenWriter {
  readonly writer: arrow.RecordBatchWriter;
  /** What it wrote. */
  readonly pieces: Uint8Array[];
}

function openWriter(schema: arrow.Schema, format: "file" | "stream"): OpenWriter {
  const pieces: Uint8Array[] = [];
  // The library's own queue is read as a stream of its own; this one hands over what is there.
  const sink = Object.assign(new arrow.AsyncByteQueue(), {
    write(piece: Uint8Array) {
      pieces.push(piece);
    },
  });
  const Writer = format === "file" ? arrow.RecordBatchFileWriter : arrow.RecordBatchStreamWriter;
  const writer = new Writer();
  // Now, and not with the first batch: a table without rows has a schema too.
  writer.reset(sink, schema);
  return { writer, pieces };
}

const SMALL_BYTES = 2 ** 16;

/** A column has several buffers and padding after each: one write for each would be many. */
function* joinSmall(pieces: readonly Uint8Array[]): Generator<Uint8Array, void, undefined> {
  let small: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    if (piece.length >= SMALL_BYTES || bytes >= SMALL_BYTES) {
      if (bytes > 0) yield Buffer.concat(small);
      small = [];
      bytes = 0;
    }
    if (piece.length >= SMALL_BYTES) yield piece;
    else {
      small.push(piece);
      bytes += piece.length;
    }
  }
  if (bytes > 0) yield Buffer.concat(small);
}
