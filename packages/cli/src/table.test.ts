import { expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";
import { createPaint } from "./paint.ts";
import { toSafeString } from "./safe-text.ts";
import { formatTable } from "./table.ts";

const columns = [
  { header: "netuid", align: "right" },
  { header: "name", minWidth: 4 },
  { header: "verdict", minWidth: 5 },
] as const;

it("aligns by terminal cells and sanitises", () => {
  const lines = formatTable({
    columns,
    rows: [
      ["96", "FLock OFF", "winner"],
      ["1", "日本\n", "no"],
    ],
  }).map((line) => toSafeString(line));
  expect(lines).toEqual([
    "netuid  name       verdict",
    "    96  FLock OFF  winner",
    "     1  日本\\u{a}  no",
  ]);
});

it("cuts the widest of the columns that may be cut, until it fits", () => {
  const rows = [["7", "n".repeat(40), "v".repeat(30)]];
  const lines = formatTable({ columns, rows, width: 50 }).map((line) => toSafeString(line));
  expect(lines[1]).toBe(`     7  ${"n".repeat(19)}…  ${"v".repeat(19)}…`);
  expect(lines.every((line) => displayWidth(line) <= 50)).toBe(true);
});

it("never cuts below the minimum, nor a column without one", () => {
  const lines = formatTable({ columns, rows: [["123456789", "nnnnnnnn", "vvvvvvvv"]], width: 3 });
  expect(toSafeString(lines[1]!)).toBe("123456789  nnn…  vvvv…");
});

it("paints a cell after it has been cut and padded", () => {
  const { green } = createPaint(true);
  const lines = formatTable({
    columns: [{ header: "a", align: "right" }, { header: "b" }],
    rows: [[{ text: "x", style: green }, "y"]],
  });
  expect(toSafeString(lines[1]!)).toBe("\u001B[32mx\u001B[39m  y");
});
