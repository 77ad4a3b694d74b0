import { isJsonCell } from "../cells/check-cell.ts";
import { readMessages } from "../cells/read-cell.ts";
import type {
  Cell,
  Column,
  JsonCell,
  Message,
  RowSource,
  TableRow,
  TableSchema,
} from "../schema.ts";

export interface TurnTable {
  readonly rows: RowSource;
  readonly schema: TableSchema;
}

const TURN_COLUMNS: readonly Column[] = [
  {
    name: "turn_index",
    type: "int32",
    nullable: true,
    description:
      "The message's number in its conversation, from 0. Null where there is no message.",
  },
  {
    name: "role",
    type: "utf8",
    nullable: true,
    description: "Who speaks. Null where the message does not say, or there is none.",
  },
  {
    name: "content",
    type: "utf8",
    nullable: true,
    description: "What is said. Null where the message does not say, or there is none.",
  },
];

/**
 * One row a message: `turn_index`, `role` and `content` take the place of the column of messages, every other cell is
 * repeated. A row without messages stays one row, so that nothing of it is lost.
 *
 * @throws TypeError if the schema has not exactly one column of messages
 */
export function toTurns(rows: RowSource, schema: TableSchema): TurnTable {
  const place = schema.columns.findIndex(({ type }) => type === "messages");
  if (
    place === -1 ||
    schema.columns.some(({ type }, index) => type === "messages" && index > place)
  ) {
    throw new TypeError("schema must have one column of messages");
  }
  const columns = schema.columns.toSpliced(place, 1, ...TURN_COLUMNS);
  return {
    rows: splitRows(rows, place),
    schema: { ...schema, name: `${schema.name}-turns`, columns },
  };
}

const MOST_ROWS = 2_048;
const MOST_BYTES = 8_000_000;

async function* splitRows(
  rows: RowSource,
  place: number,
): AsyncGenerator<TableRow[], void, undefined> {
  for await (const batch of rows) {
    // What is lent ends with the batch: none goes into the next one.
    let turns: TableRow[] = [];
    let bytes = 0;
    for (const row of batch) {
      for (const turn of splitRow(row, place)) {
        turns.push(turn);
        bytes += turn.reduce<number>((sum, cell) => sum + estimateBytes(cell), 0);
        if (turns.length < MOST_ROWS && bytes < MOST_BYTES) continue;
        yield turns;
        turns = [];
        bytes = 0;
      }
    }
    if (turns.length > 0) yield turns;
  }
}

function* splitRow(row: TableRow, place: number): Generator<TableRow, void, undefined> {
  const cell = (row[place] ?? null) as readonly Message[] | JsonCell | null;
  const messages = cell === null ? [] : readMessages(cell);
  const toRow = (...cells: Cell[]): TableRow => row.toSpliced(place, 1, ...cells);
  if (messages.length === 0) yield toRow(null, null, null);
  for (const [index, { role, content }] of messages.entries()) yield toRow(index, role, content);
}

function estimateBytes(cell: Cell): number {
  if (typeof cell === "string") return cell.length;
  return isJsonCell(cell) ? cell.json.length : 8;
}
