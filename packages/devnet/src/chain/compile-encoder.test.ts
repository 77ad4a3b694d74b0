import { describe, expect, it } from "vitest";
import { BOOL, BYTES, U128, U16, U32, U64, U8 } from "./chain-types.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { type PlainValue, some } from "./plain-value.ts";
import { readValue } from "./read-value.ts";
import {
  array,
  compact,
  option,
  primitive,
  struct,
  tuple,
  type TypeShape,
  variants,
  vec,
  wrapper,
} from "./type-shape.ts";

const POINT = struct("p::Point", { x: U16, y: compact(U32) });
const SHAPE = variants("p::Shape", [
  { name: "Dot", index: 3, fields: [] },
  { name: "Circle", index: 5, fields: [{ type: U8 }] },
  {
    name: "Line",
    index: 9,
    fields: [
      { name: "from", type: POINT },
      { name: "to", type: POINT },
    ],
  },
]);

type Case = readonly [shape: TypeShape, value: PlainValue, hex: string];

const CASES = [
  [BOOL, true, "01"],
  [U16, 258, "0201"],
  [U128, 2n ** 100n, "00000000000000000000000010000000"],
  [primitive("I16"), -2n, "feff"],
  [primitive("Str"), "ä", "08c3a4"],
  [compact(U64), 63n, "fc"],
  [compact(U64), 64n, "0101"],
  [compact(U64), 16_384n, "02000100"],
  [compact(U64), 2n ** 30n, "0300000040"],
  [compact(U64), 2n ** 64n - 1n, "13ffffffffffffffff"],
  [BYTES, Uint8Array.of(1, 2), "080102"],
  [array(U8, 3), Uint8Array.of(1, 2, 3), "010203"],
  [array(U16, 2), [1, 2], "01000200"],
  [vec(compact(U8)), [70n, 252n], "081901f103"],
  [tuple(U8, BOOL), [7, false], "0700"],
  [POINT, { x: 1, y: 2n }, "010008"],
  [wrapper("p::Wrapper", U16), 5, "0500"],
  [SHAPE, { variant: "Dot" }, "03"],
  [SHAPE, { variant: "Circle", value: 8 }, "0508"],
  [
    SHAPE,
    { variant: "Line", value: { from: { x: 1, y: 0n }, to: { x: 2, y: 0n } } },
    "09010000020000",
  ],
  [option(U8), { variant: "None" }, "00"],
  [option(U8), { variant: "Some", value: 4 }, "0104"],
] satisfies readonly Case[];

describe("SCALE", () => {
  it.each(CASES)("writes and reads, case %#", (shape, value, hex) => {
    expect(compileEncoder(shape)(value)).toBe(hex);
    const input = { bytes: Buffer.from(hex, "hex"), at: 0 };
    const read = readValue(shape, input);
    expect(input.at).toBe(hex.length / 2);
    expect(compileEncoder(shape)(read)).toBe(hex);
    expect(read instanceof Uint8Array ? Uint8Array.from(read) : read).toEqual(value);
  });
});

describe("compileEncoder", () => {
  it.each([
    [POINT, undefined, "000000"],
    [POINT, { y: 1, unknown: 7 }, "000004"],
    [array(U8, 2), undefined, "0000"],
    [BYTES, undefined, "00"],
    [SHAPE, undefined, "03"],
    [option(U8), undefined, "00"],
    [option(U8), 4, "0104"],
    [option(option(U8)), some(undefined), "0100"],
    [vec(compact(U8)), "F", "041901"],
    [BYTES, "ä", "08c3a4"],
    [compact(tuple()), undefined, ""],
  ] satisfies readonly Case[])("makes do with less, case %#", (shape, value, hex) => {
    expect(compileEncoder(shape)(value)).toBe(hex);
  });

  it.each([
    [U8, 256, RangeError],
    [U8, "1", TypeError],
    [primitive("Str"), 1, TypeError],
    [array(U8, 2), Uint8Array.of(1), RangeError],
    [SHAPE, { variant: "Square" }, TypeError],
    [SHAPE, 3, TypeError],
    [POINT, 3, TypeError],
  ] satisfies readonly (readonly [TypeShape, PlainValue, typeof Error])[])(
    "refuses what is no value of the type, case %#",
    (shape, value, error) => {
      expect(() => compileEncoder(shape)(value)).toThrow(error);
    },
  );
});

describe("readValue", () => {
  it.each([
    [U16, "01"],
    [BOOL, "02"],
    [SHAPE, "04"],
    [option(U8), "02"],
    [BYTES, "0801"],
    [vec(U16), "080100"],
    [compact(U64), "0100"],
    [compact(U64), "02000000"],
    [compact(U64), "03ffffff3f"],
    [compact(U64), "070000008000"],
  ] satisfies readonly (readonly [TypeShape, string])[])(
    "refuses what is none of the type, case %#",
    (shape, hex) => {
      const input = { bytes: Buffer.from(hex, "hex"), at: 0 };
      expect(() => readValue(shape, input)).toThrow(RangeError);
    },
  );
});
