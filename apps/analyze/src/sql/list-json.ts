import { escapeJson } from "@flock-tools/cli";
import type { Column, RowSource, TableRow } from "@flock-tools/tabular";
import { toJsonValue } from "./cell-text.ts";

/** A row as an object, by the names of the columns. */
export function toRecord(columns: readonly Column[], row: TableRow): object {
  return Object.fromEntries(
    columns.map(({ name, type }, place) => [name, toJsonValue(row[place] ?? null, type)]),
  );
}

/** Rows as one list of objects, one a line, inert on a terminal. */
export async function* listJson(
  columns: readonly Column[],
  rows: RowSource,
): AsyncGenerator<string, void, undefined> {
  let separator = "[\n";
  for await (const batch of rows) {
    for (const row of batch) {
      yield `${separator}${escapeJson(JSON.stringify(toRecord(columns, row)))}`;
      separator = ",\n";
    }
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}
