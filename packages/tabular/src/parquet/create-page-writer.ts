import { createByteBuffer } from "../byte-buffer.ts";
import type { Column, TableRow } from "../schema.ts";
import { type ColumnWriter, createColumnWriter } from "./create-column-writer.ts";
import { COLUMN_BYTES, PAGE_ROWS, type PageMemory, type RowPage } from "./row-page.ts";

/** Takes rows until the page is full. */
export interface PageWriter {
  readonly rows: number;
  /** Of text, of all rows together. */
  readonly bytes: number;
  /** @throws TypeError for a cell that is not what its column holds; TabularError TABULAR_LOSSY */
  add(row: TableRow): void;
  isFull(): boolean;
  /** Nothing is added after that. */
  take(): RowPage;
}

export interface PageWriterOptions {
  readonly columns: readonly Column[];
  /** The number of the first row in the table, from 0. */
  readonly firstRow: number;
  /** Of a page that was used up; default: new. */
  readonly memory?: PageMemory | undefined;
}

// 500 rows of 2 kB: larger pages gain nothing, and DuckDB would wait longer for the first.
const PAGE_BYTES = 2 ** 20;

/**
 * A page ends where its rows say so and nothing else: the same rows make the same pages, so that they make the same file. None
 * goes on over a multiple of 2,048 rows, and so over the end of a row group.
 */
export function createPageWriter({ columns, firstRow, memory }: PageWriterOptions): PageWriter {
  const values = memory?.values ?? new ArrayBuffer(columns.length * COLUMN_BYTES);
  const texts = createByteBuffer(memory?.texts);
  const writers = columns.map((column, place) => {
    return createColumnWriter(column, { values, at: place * COLUMN_BYTES, texts, firstRow });
  });
  const mostRows = PAGE_ROWS - (firstRow % PAGE_ROWS);
  let rows = 0;
  let bytes = 0;
  return {
    get rows() {
      return rows;
    },
    get bytes() {
      return bytes;
    },
    add(row) {
      for (let place = 0; place < writers.length; place += 1) {
        bytes += (writers[place] as ColumnWriter).add(row[place] ?? null, rows);
      }
      rows += 1;
    },
    isFull: () => rows === mostRows || bytes >= PAGE_BYTES,
    take: () => ({
      rows,
      common: writers.map((writer) => writer.common()),
      values,
      texts: texts.release(),
    }),
  };
}
