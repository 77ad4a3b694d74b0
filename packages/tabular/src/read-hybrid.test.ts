import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TabularError } from "./errors.ts";
import { type Cursor, readHybrid } from "./read-hybrid.ts";

function cursorOf(bytes: readonly number[]): Cursor {
  return { bytes: Uint8Array.from(bytes), offset: 0, end: bytes.length };
}

function encodeVarint(value: number): number[] {
  return value < 0x80
    ? [value]
    : [(value % 0x80) + 0x80, ...encodeVarint(Math.floor(value / 0x80))];
}

/** Values as one bit-packed run, the last group of eight padded. */
function pack(values: readonly number[], width: number): number[] {
  const groups = Math.ceil(values.length / 8);
  let bits = 0n;
  for (const [index, value] of values.entries()) bits |= BigInt(value) << BigInt(index * width);
  const bytes = Array.from({ length: groups * width }, (_, index) =>
    Number((bits >> BigInt(index * 8)) & 0xffn),
  );
  return [...encodeVarint(groups * 2 + 1), ...bytes];
}

/** A value as one run. */
function repeat(
  value: number,
  { times, width }: { readonly times: number; readonly width: number },
) {
  const bytes = Array.from(
    { length: Math.ceil(width / 8) },
    (_, index) => Math.floor(value / 256 ** index) % 256,
  );
  return [...encodeVarint(times * 2), ...bytes];
}

const widths = fc.integer({ min: 1, max: 32 });

describe("readHybrid", () => {
  it("reads runs and groups of any width in any order", () => {
    const runs = widths.chain((width) => {
      const value = fc.nat(2 ** width - 1);
      const group = fc.array(value, { minLength: 8, maxLength: 40 });
      const packed = group.map((all) => all.slice(0, all.length - (all.length % 8)));
      const repeated = fc.tuple(value, fc.integer({ min: 1, max: 300 }));
      return fc.tuple(fc.constant(width), fc.array(fc.oneof(packed, repeated), { maxLength: 6 }));
    });
    fc.assert(
      fc.property(runs, ([width, parts]) => {
        const expected: number[] = [];
        const bytes: number[] = [];
        for (const part of parts) {
          if (part.length === 2) {
            const [value = 0, times = 0] = part;
            bytes.push(...repeat(value, { times, width }));
            expected.push(...Array.from({ length: times }, () => value));
          } else {
            bytes.push(...pack(part, width));
            expected.push(...part);
          }
        }
        const cursor = cursorOf(bytes);
        const out = new Uint32Array(expected.length);
        readHybrid(cursor, out, { width, max: 2 ** width - 1 });
        expect(Array.from(out)).toEqual(expected);
        expect(cursor.offset).toBe(bytes.length);
      }),
    );
  });

  it("writes no more than there is room for, however long a run says that it is", () => {
    const out = new Uint8Array(10);
    readHybrid(cursorOf([0xfe, 0xff, 0xff, 0xff, 0x0f, 1]), out, { width: 1, max: 1 });
    expect(Array.from(out)).toEqual(Array.from({ length: 10 }, () => 1));
    readHybrid(cursorOf([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]), out, { width: 1, max: 1 });
    expect(Array.from(out)).toEqual(Array.from({ length: 10 }, () => 0));
  });

  it.each([
    ["nothing", [], "a page breaks off"],
    ["a run without its value", [8], "a page breaks off"],
    ["half a group", [3, 1], "a page breaks off"],
    [
      "a length without an end",
      [255, 255, 255, 255, 255, 255],
      "an integer of a page does not end",
    ],
    [
      "a level that there is not",
      [20, 3],
      "a level or an index is 3, 2 is the greatest there can be",
    ],
  ])("refuses %s", (_name, bytes, message) => {
    const read = () => readHybrid(cursorOf(bytes), new Uint8Array(10), { width: 2, max: 2 });
    expect(read).toThrow(new TabularError("TABULAR_CORRUPT", message));
  });
});
