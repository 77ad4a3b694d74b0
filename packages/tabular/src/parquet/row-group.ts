import { checkCell, isJsonCell } from "../cells/check-cell.ts";
import type { Cell, Column, TableRow } from "../schema.ts";

export const ROW_GROUP_ROWS = 20_480;

/** What one cell becomes in its column. */
export type ToValue = (cell: NonNullable<Cell>, place: { column: Column; row: number }) => unknown;

/** Rows that wait for their row group to be full. */
export interface RowGroup {
  readonly rows: number;
  isFull(): boolean;
  /** @throws TypeError for a cell that is not what its column holds */
  add(row: TableRow): void;
  /** The values of each column, null where there is none; empties it. */
  take(): unknown[][];
}

export interface RowGroupOptions {
  readonly columns: readonly Column[];
  readonly toValue: ToValue;
  /** Of all strings, from which on a group is full: long rows make smaller groups. */
  readonly mostCharacters: number;
}

export function createRowGroup({ columns, toValue, mostCharacters }: RowGroupOptions): RowGroup {
  let values: unknown[][] = columns.map(() => []);
  let rows = 0;
  let characters = 0;
  let total = 0;
  return {
    get rows() {
      return rows;
    },
    isFull: () => rows >= ROW_GROUP_ROWS || characters >= mostCharacters,
    add(row) {
      for (const [index, column] of columns.entries()) {
        const cell = row[index] ?? null;
        const place = { column, row: total };
        checkCell(cell, place);
        values[index]?.push(cell === null ? null : toValue(cell, place));
        characters += countCharacters(cell);
      }
      rows += 1;
      total += 1;
    },
    take() {
      const taken = values;
      values = columns.map(() => []);
      rows = 0;
      characters = 0;
      return taken;
    },
  };
}

function countCharacters(cell: Cell): number {
  if (typeof cell === "string") return cell.length;
  if (isJsonCell(cell)) return cell.json.length;
  if (!Array.isArray(cell)) return 0;
  return cell.reduce<number>((sum, { content }) => sum + (content?.length ?? 0), 0);
}
