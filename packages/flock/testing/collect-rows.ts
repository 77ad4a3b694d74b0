import type { Store } from "@flock-tools/store";
import type { Cell, TableRow, TableSchema } from "@flock-tools/tabular";
import { expect } from "vitest";
import {
  type ExportRows,
  readExportRows,
  type ReadExportRowsOptions,
} from "../src/export/read-export-rows.ts";

/** A row's cells by their columns' names; JSON text as what it says. */
export type Row = Readonly<Record<string, unknown>>;

function readCell(cell: Cell): unknown {
  if (cell === null || typeof cell !== "object" || !("json" in cell)) return cell;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(cell.json);
  return JSON.parse(text) as unknown;
}

function toRow({ columns }: TableSchema, cells: TableRow): Row {
  expect(cells).toHaveLength(columns.length);
  return Object.fromEntries(
    cells.map((cell, index) => [columns[index]?.name ?? "", readCell(cell)]),
  );
}

export async function collectRows({
  schema,
  rows,
}: Pick<ExportRows, "schema" | "rows">): Promise<Row[]> {
  const found: Row[] = [];
  for await (const batch of rows) {
    expect(batch.length).toBeLessThanOrEqual(2_048);
    for (const cells of batch) found.push(toRow(schema, cells));
  }
  return found;
}

export async function readRows(store: Store, options: ReadExportRowsOptions = {}): Promise<Row[]> {
  return collectRows(await readExportRows(store, options));
}

/** Rows as `uid/row`. */
export function listPlaces(rows: readonly Row[]): string[] {
  return rows.map((row) => `${String(row["uid"])}/${String(row["row_index"])}`);
}
