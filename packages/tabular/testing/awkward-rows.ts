import type { Cell, Message, RowSource, TableRow, TableSchema } from "../src/schema.ts";

/** A column of each type, nullable and not. */
export const AWKWARD_SCHEMA: TableSchema = {
  name: "awkward",
  version: 3,
  columns: [
    { name: "n", type: "int32", nullable: true, description: "A number." },
    { name: "block", type: "int64", nullable: true, description: "A block." },
    { name: "share", type: "float64", nullable: true, description: "A share." },
    { name: "valid", type: "bool", nullable: true, description: "Whether it is." },
    { name: "text", type: "utf8", nullable: true, description: "A text." },
    { name: "observed_at", type: "timestamp", nullable: true, description: "A time." },
    { name: "conversations", type: "messages", nullable: true, description: "The messages." },
    { name: "row", type: "int64", nullable: false, description: "The row's number." },
  ],
};

/** What files of text and tables are known to damage. */
export const AWKWARD_TEXTS: readonly string[] = [
  "",
  " ",
  "null",
  "NULL",
  "NaN",
  "true",
  "\0",
  "a\0b",
  "😀 👩‍👩‍👧 é \u0301",
  "\u202Eevil\u202C \u200B\uFEFF",
  'a "quoted" word',
  '""',
  "a,b;c\td",
  "line\nline\r\nline\r",
  "\u2028\u2029\u0085",
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "  =cmd|' /C calc'!A0",
  "\uFEFF=1",
  "＝1",
  "'",
  "'=1+1",
  "''",
  "'quoted'",
  "\\N",
  "\u0001\u001F\u007F",
  "\uFFFF\u{10FFFF}",
  "x".repeat(1_000_000),
];

const TIMES = [0n, -1n, -62_135_596_800_000_001n, 1_700_000_000_123_456n, 253_402_300_800_000_000n];
const BLOCKS = [0, -1, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n, Number.MAX_SAFE_INTEGER];
const SHARES = [0, 0.1, -1.5, 1e300, 5e-324, 1 / 3, 1e21];
const CONVERSATIONS: readonly (readonly Message[])[] = [
  [],
  [{ role: "user", content: "" }],
  [{ role: null, content: null }],
  Array.from({ length: 400 }, (_, turn) => {
    return { role: turn % 2 === 0 ? "user" : "assistant", content: `turn ${turn} "\0😀\n` };
  }),
];

/** Rows with all of it; the cells repeat at different rates, and nulls are among them. */
export function makeAwkwardRows(count = 200): TableRow[] {
  return Array.from({ length: count }, (_, row) => {
    const text = AWKWARD_TEXTS[row % AWKWARD_TEXTS.length] ?? "";
    const messages = [...pick(CONVERSATIONS, row), { role: "user", content: text.slice(0, 100) }];
    const conversations = row % 5 === 0 ? (CONVERSATIONS[row % 4] ?? []) : messages;
    const cells: Cell[] = [
      (row % 2 === 0 ? 1 : -1) * (2 ** 31 - 1 - row),
      pick(BLOCKS, row),
      pick(SHARES, row),
      row % 2 === 0,
      row % 3 === 0 ? toJsonCell(text) : text,
      pick(TIMES, row),
      row % 2 === 0 ? toJsonCell(conversations) : conversations,
    ];
    return [...cells.map((cell, place) => ((row + place) % 11 === 0 ? null : cell)), row];
  });
}

function pick<T extends {}>(values: readonly T[], row: number): T {
  const value = values[row % values.length];
  if (value === undefined) throw new RangeError("there are no values");
  return value;
}

function toJsonCell(value: unknown): { json: Uint8Array } {
  return { json: Buffer.from(JSON.stringify(value)) };
}

/** The cells as a reader should give them: integers as bigint, JSON text read. */
export function toPlainRows(rows: readonly TableRow[]): unknown[][] {
  return rows.map((row) => {
    return row.map((cell, place) => {
      const type = AWKWARD_SCHEMA.columns[place]?.type;
      if (cell === null) return null;
      if (type === "int64") return BigInt(cell as number | bigint);
      if (typeof cell !== "object" || !("json" in cell)) return cell;
      return JSON.parse(Buffer.from(cell.json).toString()) as unknown;
    });
  });
}

/** The rows in batches, whose JSON text is overwritten once the next one is asked for, as `JsonCell` allows. */
export async function* inBatches(
  rows: readonly TableRow[],
  size = 7,
): AsyncGenerator<TableRow[], void, undefined> {
  for (let start = 0; start < rows.length; start += size) {
    const lent: Uint8Array[] = [];
    yield rows.slice(start, start + size).map((row) => {
      return row.map((cell) => {
        if (typeof cell !== "object" || cell === null || !("json" in cell)) return cell;
        const json = Uint8Array.from(cell.json);
        lent.push(json);
        return { json };
      });
    });
    for (const json of lent) json.fill(0x7b);
  }
}

/** Rows that end in an error, or never. */
export async function* breakOff(
  rows: readonly TableRow[],
  then: () => Promise<void>,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  yield rows;
  await then();
}

export async function collect(rows: RowSource): Promise<TableRow[]> {
  const all: TableRow[] = [];
  for await (const batch of rows) all.push(...batch);
  return all;
}
