import { expect, it } from "vitest";
import { createNumberTable } from "./number-table.ts";

it("keeps rows of numbers, however many", () => {
  const table = createNumberTable(3);
  for (let row = 0; row < 10_000; row += 1) table.add(row, 2 * row, 2 ** 32 - 1 - row);
  expect(table.length).toBe(10_000);
  expect([0, 1, 2].map((column) => table.get(9_999, column))).toEqual([9_999, 19_998, 4294957296]);
  expect(table.get(0, 2)).toBe(2 ** 32 - 1);
});
