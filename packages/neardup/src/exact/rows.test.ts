import { expect, it } from "vitest";
import { addRows, createRows, markCopy, markEmpty, settleFirsts } from "./rows.ts";

it("numbers rows from 0 and takes each for a node of its own", () => {
  const rows = createRows();
  expect(addRows(rows, 3)).toBe(0);
  expect(addRows(rows, 2000)).toBe(3);
  expect(rows.count).toBe(2003);
  expect([...settleFirsts(rows)]).toEqual(Array.from({ length: 2003 }, (_, row) => row));
  expect(rows.alive.subarray(0, rows.count).every((alive) => alive === 1)).toBe(true);
});

it("follows a copy of a text to the first row with the same set", () => {
  const rows = createRows();
  addRows(rows, 6);
  markCopy(rows, 4, 3);
  markCopy(rows, 5, 1);
  markCopy(rows, 3, 0);
  expect([...settleFirsts(rows)]).toEqual([0, 1, 2, 0, 0, 1]);
  expect([...rows.alive.subarray(0, 6)]).toEqual([1, 1, 1, 0, 0, 0]);
});

it("takes rows without a token for copies of the first one", () => {
  const rows = createRows();
  addRows(rows, 5);
  markCopy(rows, 4, 3);
  markEmpty(rows, 1);
  markEmpty(rows, 3);
  expect(rows.firstEmpty).toBe(1);
  expect([...settleFirsts(rows)]).toEqual([0, 1, 2, 1, 1]);
});
