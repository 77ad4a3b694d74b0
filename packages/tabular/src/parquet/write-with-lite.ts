import { createRequire } from "node:module";
import type { CellPlace } from "../cells/check-cell.ts";
import { readJson, readText } from "../cells/read-cell.ts";
import { TabularError } from "../errors.ts";
import type {
  Cell,
  Column,
  ColumnType,
  JsonCell,
  Message,
  RowSource,
  TableRow,
} from "../schema.ts";
import { writeChunks } from "../write-chunks.ts";
import type { Target, WriteTableOptions, WrittenTable } from "../write/options.ts";
import { createRowGroup, ROW_GROUP_ROWS, type ToValue } from "./row-group.ts";

/** Flat columns alone: other readers find its lists empty. */
export function writeWithLite(
  rows: RowSource,
  target: Target,
  options: WriteTableOptions,
): Promise<WrittenTable> {
  return writeChunks(rows, target, {
    ...options,
    encode: (batches) => encode(batches, options),
  });
}

interface LiteField {
  readonly type: string;
  readonly optional: true;
  readonly compression: "SNAPPY";
  /** They would hold whole strings, of any length. */
  readonly statistics: false;
}

interface LiteSink {
  write(bytes: Buffer, done: () => void): void;
  end(done: () => void): void;
}

interface LiteWriter {
  appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
  setMetadata(key: string, value: string): void;
  setRowGroupSize(rows: number): void;
  close(): Promise<void>;
}

/** What is used of the package, which declares no types. */
interface Lite {
  readonly ParquetSchema: new (fields: Readonly<Record<string, LiteField>>) => object;
  readonly ParquetWriter: {
    openStream(
      schema: object,
      sink: LiteSink,
      options: { readonly rowGroupSize: number; readonly pageIndex: false },
    ): Promise<LiteWriter>;
  };
}

// The process stays below 400 MB.
const MOST_CHARACTERS = 16_000_000;

type Batches = AsyncIterable<readonly TableRow[]>;

async function* encode(
  batches: Batches,
  { schema: { columns }, metadata = {} }: WriteTableOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const require = createRequire(import.meta.url);
  const lite = require("parquetjs-lite") as Lite;
  // It does not wait for all that it writes, so that what could fail is done here.
  const written: Buffer[] = [];
  const sink: LiteSink = {
    write(bytes, done) {
      written.push(bytes);
      done();
    },
    end: (done) => done(),
  };
  const fields = new lite.ParquetSchema(Object.fromEntries(columns.map(planField)));
  const options = { rowGroupSize: ROW_GROUP_ROWS, pageIndex: false } as const;
  const writer = await lite.ParquetWriter.openStream(fields, sink, options);
  for (const [key, value] of Object.entries(metadata)) writer.setMetadata(key, value);
  const group = createRowGroup({ columns, toValue, mostCharacters: MOST_CHARACTERS });
  const write = async (): Promise<void> => {
    const rows = group.rows;
    const values = group.take();
    // A row group ends with the row that reaches its size.
    writer.setRowGroupSize(rows);
    for (let row = 0; row < rows; row += 1) {
      const entries = columns.map(({ name }, index) => [name, values[index]?.[row]] as const);
      await writer.appendRow(Object.fromEntries(entries));
    }
  };
  for await (const batch of batches) {
    for (const row of batch) {
      group.add(row);
      if (group.isFull()) await write();
      yield* written.splice(0);
    }
  }
  if (group.rows > 0) await write();
  await writer.close();
  yield* written.splice(0);
}

const TYPES: Readonly<Record<ColumnType, string>> = {
  int32: "INT32",
  int64: "INT64",
  float64: "DOUBLE",
  bool: "BOOLEAN",
  utf8: "UTF8",
  timestamp: "TIMESTAMP_MICROS",
  messages: "UTF8",
};

function planField({ name, type }: Column): readonly [string, LiteField] {
  return [name, { type: TYPES[type], optional: true, compression: "SNAPPY", statistics: false }];
}

const toValue: ToValue = (cell, place) => {
  const { type } = place.column;
  if (type === "utf8") return readText(cell as string | JsonCell);
  if (type === "messages") return readJson(cell as readonly Message[] | JsonCell);
  const isDamaged = IS_DAMAGED[type];
  if (isDamaged?.(cell) === true) throw explainDamage(cell, place);
  return cell;
};

// lib/types.js of parquetjs-lite 0.8.7: integers go through parseInt, floats through parseFloat.
const IS_DAMAGED: Partial<Readonly<Record<ColumnType, (cell: NonNullable<Cell>) => boolean>>> = {
  int64: (cell) => !Number.isSafeInteger(Number(cell)),
  float64: (cell) => Number.isNaN(cell),
  timestamp: (cell) => (cell as bigint) < 0n,
};

function explainDamage(cell: Cell, { column, row }: CellPlace): TabularError {
  const value = cell as number | bigint;
  const message = `parquetjs-lite cannot write ${value}, the cell ${column.name} of row ${row}`;
  return new TabularError("TABULAR_LOSSY", message, {
    columns: [column.name],
    next: "use the writer duckdb or hyparquet, or leave the row out",
  });
}
