import { expect, it } from "vitest";
import { createRow, createRowStore, toFile } from "../../testing/create-row-store.ts";
import { planExport } from "./plan-export.ts";
import { readSelectedRows } from "./read-selected-rows.ts";

it("passes over lines that are too long, and keeps the order", async () => {
  const short = [0, 1, 2, 3].map((row) => createRow(`short ${row}`));
  const long = [0, 1, 2].map((row) => createRow(`${row}${"x".repeat(1_000)}`));
  const lines = [long[0]!, short[0]!, short[1]!, long[1]!, long[2]!, short[2]!, short[3]!];
  const store = await createRowStore([{ uid: 1, file: toFile(lines) }]);
  const { miners } = await planExport(store);
  const read = async (longest?: number): Promise<(string | undefined)[]> => {
    const found: (string | undefined)[] = [];
    for await (const { rows } of readSelectedRows(store, { miners, longest })) {
      for (const { line, conversation, row } of rows) {
        expect(row.row).toBe(found.length);
        expect(conversation.fits).toBe(line !== undefined);
        found.push(line && Buffer.from(line).toString());
      }
    }
    return found;
  };
  expect(await read()).toEqual(lines);
  expect(await read(1_000)).toEqual(lines.map((line) => (line.length > 1_000 ? undefined : line)));
  expect(await read(10)).toEqual(lines.map(() => undefined));
});

it("tells of every row that it passes, once", async () => {
  const lines = Array.from({ length: 5_000 }, (_, row) => createRow(`row ${row}`, 1 + (row % 2)));
  const file = toFile(lines);
  const store = await createRowStore([
    { uid: 1, file },
    { uid: 2, file: "" },
  ]);
  const { miners } = await planExport(store);
  const passed = { rows: 0, bytes: 0 };
  let taken = 0;
  const reading = readSelectedRows(store, {
    miners,
    choose: (_, { row }) => row % 3 !== 0,
    filter: ({ turns = 0 }) => turns === 2,
  });
  for await (const batch of reading) {
    passed.rows += batch.passed.rows;
    passed.bytes += batch.passed.bytes;
    taken += batch.rows.length;
  }
  expect(passed).toEqual({ rows: 5_000, bytes: file.length });
  expect(taken).toBe(lines.filter((_, row) => row % 3 !== 0 && row % 2 === 1).length);
});
