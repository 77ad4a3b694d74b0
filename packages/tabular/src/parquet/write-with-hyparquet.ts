import type { SchemaElement } from "hyparquet-writer";
import { readMessages, readText } from "../cells/read-cell.ts";
import type { Column, ColumnType, JsonCell, Message, RowSource, TableRow } from "../schema.ts";
import { writeChunks } from "../write-chunks.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";
import { createRowGroup, type ToValue } from "./row-group.ts";

/** JavaScript and WebAssembly alone. */
export function writeWithHyparquet(
  rows: RowSource,
  target: Target,
  options: WriteTableOptions,
): Promise<WrittenTable> {
  return writeChunks(rows, target, {
    ...options,
    encode: (batches) => encode(batches, options),
  });
}

// Characters of a text with an emoji take two bytes each. With 40,000,000 the process reached 557 MB in 500,000 rows of 2 kB.
const MOST_CHARACTERS = 24_000_000;

type Batches = AsyncIterable<readonly TableRow[]>;

async function* encode(
  batches: Batches,
  { schema: { columns }, metadata = {} }: WriteTableOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const bytes = new ByteWriter(FIRST_BYTES);
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: "root", num_children: columns.length }, ...columns.flatMap(planColumn)],
    codec: "ZSTD",
    compressors: { ZSTD: await loadCompressor() },
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  const take = (): Uint8Array => {
    const taken = bytes.getBytes();
    bytes.index = 0;
    return taken;
  };
  const group = createRowGroup({ columns, toValue, mostCharacters: MOST_CHARACTERS });
  const write = async (): Promise<Uint8Array> => {
    const rowGroupSize = group.rows;
    const columnData = group.take().map((data, index) => ({
      name: (columns[index] as Column).name,
      data,
    }));
    await writer.write({ columnData, rowGroupSize });
    return take();
  };
  for await (const batch of batches) {
    for (const row of batch) {
      group.add(row);
      if (group.isFull()) yield await write();
    }
  }
  if (group.rows > 0) yield await write();
  await writer.finish();
  yield take();
}

const FIRST_BYTES = 2 ** 20;

type Compressor = (input: Uint8Array) => Uint8Array;

// Zstandard's own default.
const LEVEL = 3;

async function loadCompressor(): Promise<Compressor> {
  const { compress, isLoaded } = await import("@foxglove/wasm-zstd");
  await isLoaded;
  // A page of nulls alone has nothing to compress, and no reader looks for a frame there.
  return (input) => (input.length === 0 ? input : compress(input, LEVEL));
}

const OPTIONAL = { repetition_type: "OPTIONAL" } as const;
const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8", ...OPTIONAL } as const;

const ELEMENTS = {
  int32: { type: "INT32", converted_type: "INT_32", ...OPTIONAL },
  int64: { type: "INT64", converted_type: "INT_64", ...OPTIONAL },
  float64: { type: "DOUBLE", ...OPTIONAL },
  bool: { type: "BOOLEAN", ...OPTIONAL },
  utf8: TEXT,
  timestamp: {
    type: "INT64",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    ...OPTIONAL,
  },
  messages: { num_children: 1, converted_type: "LIST", ...OPTIONAL },
} as const satisfies Readonly<Record<ColumnType, Omit<SchemaElement, "name">>>;

/** The same elements as DuckDB writes. */
function planColumn({ name, type }: Column): SchemaElement[] {
  const column = { name, ...ELEMENTS[type] };
  if (type !== "messages") return [column];
  return [
    column,
    { name: "list", num_children: 1, repetition_type: "REPEATED" },
    { name: "element", num_children: 2, ...OPTIONAL },
    { name: "role", ...TEXT },
    { name: "content", ...TEXT },
  ];
}

const toValue: ToValue = (cell, { column: { type } }) => {
  if (type === "int64") return BigInt(cell as number | bigint);
  if (type === "utf8") return readText(cell as string | JsonCell);
  return type === "messages" ? readMessages(cell as readonly Message[] | JsonCell) : cell;
};
