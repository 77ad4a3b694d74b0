import { describe, expect, it } from "vitest";
import { collect, inBatches } from "../../testing/awkward-rows.ts";
import { createRowSchema } from "../columns.ts";
import type { RowSource, TableRow, TableSchema } from "../schema.ts";
import { toTurns } from "./to-turns.ts";

const schema: TableSchema = {
  name: "chats",
  version: 2,
  columns: [
    { name: "row", type: "int32", nullable: false, description: "The row." },
    { name: "chat", type: "messages", nullable: true, description: "The messages." },
    { name: "raw", type: "utf8", nullable: true, description: "The line." },
  ],
};

function json(value: unknown): { json: Uint8Array } {
  return { json: Buffer.from(JSON.stringify(value)) };
}

/** The rows as plain values, read batch by batch while what is lent is there. */
async function read(rows: RowSource): Promise<unknown[][]> {
  const all: unknown[][] = [];
  for await (const batch of rows) {
    for (const row of batch) {
      all.push(
        row.map((cell) => {
          const isJson = typeof cell === "object" && cell !== null && "json" in cell;
          return isJson ? (JSON.parse(Buffer.from(cell.json).toString()) as unknown) : cell;
        }),
      );
    }
  }
  return all;
}

describe("rows of turns", () => {
  it("are one a message, with every other cell repeated", async () => {
    const chat = [
      { role: "user", content: "a\0😀" },
      { role: null, content: null },
    ];
    const rows: TableRow[] = [
      [0, chat, null],
      [1, json(chat), json("line")],
      [2, [], "empty"],
      [3, null, "none"],
    ];
    for (const size of [1, 4]) {
      const turns = toTurns(inBatches(rows, size), schema);
      expect(await read(turns.rows)).toEqual([
        [0, 0, "user", "a\0😀", null],
        [0, 1, null, null, null],
        [1, 0, "user", "a\0😀", "line"],
        [1, 1, null, null, "line"],
        [2, null, null, null, "empty"],
        [3, null, null, null, "none"],
      ]);
    }
  });

  it("have a schema of their own", () => {
    const turns = toTurns(inBatches([]), createRowSchema({ dupes: true }));
    expect([turns.schema.name, turns.schema.version]).toEqual(["flock-rows-turns", 1]);
    const names = turns.schema.columns.map(({ name }) => name);
    expect(names.slice(13, 19)).toEqual([
      "system",
      "turn_index",
      "role",
      "content",
      "raw",
      "n_turns",
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("come in batches of bounded size", async () => {
    const chat = Array.from({ length: 5_000 }, () => ({ role: "user", content: "x" }));
    const sizes: number[] = [];
    for await (const batch of toTurns(inBatches([[0, chat, null]]), schema).rows)
      sizes.push(batch.length);
    expect(sizes).toEqual([2_048, 2_048, 904]);
    const long = "x".repeat(3_000_000);
    const many = toTurns(inBatches([[0, chat.slice(0, 7), long]]), schema);
    sizes.length = 0;
    for await (const batch of many.rows) sizes.push(batch.length);
    expect(sizes).toEqual([3, 3, 1]);
  });

  it("are none of no rows", async () => {
    expect(await collect(toTurns(inBatches([]), schema).rows)).toEqual([]);
  });

  it("need one column of messages", () => {
    const [row, chat] = schema.columns as [never, never];
    for (const columns of [[row], [chat, chat]]) {
      expect(() => toTurns(inBatches([]), { ...schema, columns })).toThrow(
        new TypeError("schema must have one column of messages"),
      );
    }
  });
});
