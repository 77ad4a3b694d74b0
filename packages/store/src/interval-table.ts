import type { BlockNumber } from "@flock-tools/core";
import { type IntervalChange, type ObservedBlock, planIntervals } from "./intervals.ts";
import type { Sqlite, SqlRow, SqlValue } from "./sqlite.ts";

/** A table of the catalog whose rows hold over intervals of observed blocks. */
export interface IntervalTable {
  readonly name: "neurons" | "stakes" | "commitments";
  /** The columns that say what holds, in the order in which rows are given. */
  readonly columns: readonly string[];
}

export const NEURONS: IntervalTable = {
  name: "neurons",
  columns: ["uid", "hotkey", "coldkey", "registered_at"],
};
export const STAKES: IntervalTable = { name: "stakes", columns: ["uid", "stake"] };
export const COMMITMENTS: IntervalTable = {
  name: "commitments",
  columns: ["hotkey", "commitment_block", "encoded", "fields", "revealed", "reason"],
};

/** Notes that `rows` hold at one block. To be called inside a transaction. */
export function recordRows(
  sqlite: Sqlite,
  table: IntervalTable,
  { observed, rows }: { readonly observed: ObservedBlock; readonly rows: readonly SqlValue[][] },
): void {
  const { block, previous = block, next = block } = observed;
  const near = sqlite.all(
    `SELECT id, first_block, last_block, ${table.columns.join(", ")} FROM ${table.name}
     WHERE last_block >= ? AND first_block <= ?`,
    [previous, next],
  );
  const intervals = near.map((row) => ({
    id: row["id"] as number,
    first: row["first_block"] as number,
    last: row["last_block"] as number,
    key: keyOf(table.columns.map((column) => row[column] ?? null)),
  }));
  const rowsByKey = new Map(rows.map((row) => [keyOf(row), row]));
  for (const change of planIntervals(observed, intervals, new Set(rowsByKey.keys()))) {
    applyChange(sqlite, table, { change, block, rowsByKey });
  }
}

/** The rows that hold at an observed block. */
export function listRowsAt(sqlite: Sqlite, table: IntervalTable, block: BlockNumber): SqlRow[] {
  return sqlite.all(
    `SELECT ${table.columns.join(", ")} FROM ${table.name}
     WHERE last_block >= ? AND first_block <= ? ORDER BY ${table.columns.join(", ")}`,
    [block, block],
  );
}

interface Application {
  readonly change: IntervalChange;
  readonly block: BlockNumber;
  readonly rowsByKey: ReadonlyMap<string, SqlValue[]>;
}

function applyChange(
  sqlite: Sqlite,
  { name, columns }: IntervalTable,
  { change, block, rowsByKey }: Application,
): void {
  const list = columns.join(", ");
  switch (change.type) {
    case "open":
      sqlite.run(
        `INSERT INTO ${name} (first_block, last_block, ${list})
         VALUES (?, ?, ${columns.map(() => "?").join(", ")})`,
        [block, block, ...(rowsByKey.get(change.key) ?? [])],
      );
      return;
    case "resize":
      sqlite.run(`UPDATE ${name} SET first_block = ?, last_block = ? WHERE id = ?`, [
        change.first,
        change.last,
        change.id,
      ]);
      return;
    case "copy":
      sqlite.run(
        `INSERT INTO ${name} (first_block, last_block, ${list}) SELECT ?, ?, ${list} FROM ${name} WHERE id = ?`,
        [change.first, change.last, change.id],
      );
      return;
    case "remove":
      sqlite.run(`DELETE FROM ${name} WHERE id = ?`, [change.id]);
  }
}

// A small stake comes back as a number and was given as a bigint: both are spelled the same here.
function keyOf(values: readonly SqlValue[]): string {
  return JSON.stringify(
    values.map((value) => {
      if (value === null) return null;
      return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
    }),
  );
}
