import { expect, it } from "vitest";
import { type ByteRange, parseRange } from "./range.ts";

it.each([
  ["bytes=0-0", 10, { start: 0, end: 1 }],
  ["bytes=3-5", 10, { start: 3, end: 6 }],
  ["bytes=3-", 10, { start: 3, end: 10 }],
  ["bytes=3-99", 10, { start: 3, end: 10 }],
  ["bytes=-4", 10, { start: 6, end: 10 }],
  ["bytes=-99", 10, { start: 0, end: 10 }],
  ["bytes=10-", 10, "unsatisfiable"],
  ["bytes=0-0", 0, "unsatisfiable"],
  ["bytes=-0", 10, "unsatisfiable"],
  ["bytes=5-3", 10, undefined],
  ["bytes=0-1,4-5", 10, undefined],
  ["bytes=-", 10, undefined],
  ["items=0-1", 10, undefined],
  [undefined, 10, undefined],
] satisfies [string | undefined, number, ByteRange | "unsatisfiable" | undefined][])(
  "reads %s of %i bytes",
  (header, size, range) => {
    expect(parseRange(header, size)).toEqual(range);
  },
);
