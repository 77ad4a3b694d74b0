import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { checkCell, isJsonCell } from "../cells/check-cell.ts";
import { readText, writeMessages } from "../cells/read-cell.ts";
import type { Cell, Column, ColumnType, JsonCell, Message, TableRow } from "../schema.ts";
import type { SqlDatabase } from "./open-database.ts";

/** A temporary table of one connection that holds a few rows at a time. */
export interface Stage {
  /** The rows in the columns' own types, as what follows FROM. */
  readonly source: string;
  /** Takes the rows in, and forgets those before. The rows are not used afterwards. */
  fill(rows: readonly TableRow[]): Promise<void>;
}

export interface StageOptions {
  readonly connection: DuckDBConnection;
  /** Of the whole rows. */
  readonly columns: readonly Column[];
  /** Which of the columns are loaded, by their places. */
  readonly places: readonly number[];
}

// DuckDB's own: a chunk cannot have more.
const CHUNK_ROWS = 2_048;

/**
 * Messages go in as bytes of JSON, which DuckDB takes apart itself: two thirds of the CPU time of a value for each
 * message (measured with 20,000 conversations of 1.7 kB: 0.19 s instead of 0.28 s), and no strings in JavaScript's memory.
 */
export function createStage({ duckdb }: SqlDatabase, options: StageOptions): Stage {
  const { connection, ...chosen } = options;
  const columns = planColumns(duckdb, chosen);
  const types = [duckdb.BOOLEAN, ...columns.map(({ type }) => type)];
  let chunk: DuckDBDataChunk | undefined;
  let firstRow = 0;
  const fillChunk = (rows: readonly TableRow[]): DuckDBDataChunk => {
    // The same chunk again: the memory behind one is unknown to the garbage collector.
    chunk ??= duckdb.DuckDBDataChunk.create(types);
    chunk.reset();
    chunk.rowCount = rows.length;
    chunk.setColumnValues(0, Array<boolean>(rows.length).fill(true));
    for (const [index, { read }] of columns.entries()) {
      const values = rows.map((row, at) => read(row, firstRow + at));
      chunk.setColumnValues(index + 1, values);
    }
    firstRow += rows.length;
    return chunk;
  };
  return {
    source: writeSource(columns),
    async fill(rows) {
      await connection.run(writeCreate(columns));
      const appender = await connection.createAppender("stage", "main", "temp");
      try {
        for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
          appender.appendDataChunk(fillChunk(rows.slice(start, start + CHUNK_ROWS)));
        }
      } finally {
        appender.closeSync();
      }
    },
  };
}

interface StagedColumn {
  readonly column: Column;
  /** How the column goes in. */
  readonly type: DuckDBType;
  readonly read: (row: TableRow, number: number) => DuckDBValue;
}

function planColumns(
  duckdb: SqlDatabase["duckdb"],
  { columns, places }: Pick<StageOptions, "columns" | "places">,
): StagedColumn[] {
  const loaders = createLoaders(duckdb);
  return places.flatMap((place) => {
    const column = columns[place];
    if (column === undefined) return [];
    const { type, toValue } = loaders[column.type];
    const read = (row: TableRow, number: number): DuckDBValue => {
      const cell = row[place] ?? null;
      checkCell(cell, { column, row: number });
      return cell === null ? null : toValue(cell);
    };
    return [{ column, type, read }];
  });
}

interface Loader {
  readonly type: DuckDBType;
  readonly toValue: (cell: NonNullable<Cell>) => DuckDBValue;
}

function createLoaders(duckdb: SqlDatabase["duckdb"]): Readonly<Record<ColumnType, Loader>> {
  return {
    int32: { type: duckdb.INTEGER, toValue: (cell) => cell as number },
    int64: { type: duckdb.BIGINT, toValue: (cell) => BigInt(cell as number | bigint) },
    float64: { type: duckdb.DOUBLE, toValue: (cell) => cell as number },
    bool: { type: duckdb.BOOLEAN, toValue: (cell) => cell as boolean },
    utf8: { type: duckdb.VARCHAR, toValue: (cell) => readText(cell as string | JsonCell) },
    timestamp: {
      type: duckdb.TIMESTAMP,
      toValue: (cell) => new duckdb.DuckDBTimestampValue(cell as bigint),
    },
    messages: {
      type: duckdb.BLOB,
      toValue: (cell) => new duckdb.DuckDBBlobValue(toJson(cell as readonly Message[] | JsonCell)),
    },
  };
}

function toJson(cell: readonly Message[] | JsonCell): Uint8Array {
  return isJsonCell(cell) ? cell.json : Buffer.from(writeMessages(cell));
}

/** A table has one column at least: rows of which no other is loaded are counted by it. */
function writeCreate(columns: readonly StagedColumn[]): string {
  const declared = columns.map(({ type }, index) => `c${index} ${String(type)}`);
  return `CREATE OR REPLACE TEMP TABLE stage (${["row BOOLEAN", ...declared].join(", ")})`;
}

function writeSource(columns: readonly StagedColumn[]): string {
  const selected = columns.map(({ column }, index) => {
    const isJson = column.type === "messages";
    const value = isJson ? `from_json(decode(c${index}), '${MESSAGES_SHAPE}')` : `c${index}`;
    return `${value} AS ${quoteName(column.name)}`;
  });
  return `(SELECT ${selected.join(", ") || "row"} FROM temp.main.stage)`;
}

const MESSAGES_SHAPE = '[{"role":"VARCHAR","content":"VARCHAR"}]';

/** The types of columns within SQL; times are UTC. */
export const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  int32: "INTEGER",
  int64: "BIGINT",
  float64: "DOUBLE",
  bool: "BOOLEAN",
  utf8: "VARCHAR",
  timestamp: "TIMESTAMP",
  messages: "STRUCT(role VARCHAR, content VARCHAR)[]",
};

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
