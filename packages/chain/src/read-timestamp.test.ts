import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTimestamp } from "./read-timestamp.ts";
import type { Hex } from "./runtime/storage-schema.ts";

const SET = [2, 0] as const;

describe("readTimestamp", () => {
  it.each([
    ["0x280403000b83d0b6c97701", [3, 0], 0x0177c9b6d083],
    ["0x280402000b83d0b6c97701", SET, 0x0177c9b6d083],
    ["0x280502000b83d0b6c97701", SET, 0x0177c9b6d083],
    ["0x10040200fc", SET, 63],
    ["0x140402000101", SET, 64],
    ["0x1c040200feffffff", SET, 2 ** 30 - 1],
  ] as [Hex, readonly [number, number], number][])("reads %s", (hex, call, time) => {
    expect(readTimestamp(hex, call)).toBe(time);
  });

  it.each([
    ["an empty one", "0x"],
    ["another pallet", "0x280403000b83d0b6c97701"],
    ["another call", "0x280402010b83d0b6c97701"],
    ["a signed one", "0x288402000b83d0b6c97701"],
    ["another format", "0x280602000b83d0b6c97701"],
    ["a wrong length", "0x2c0402000b83d0b6c97701"],
    ["one that is cut off", "0x240402000b83d0b6c977"],
    ["one with more behind", "0x2c0402000b83d0b6c9770100"],
    ["a time beyond 2 ** 53 - 1", "0x3004020013ffffffffffffffff"],
  ] as [string, Hex][])("passes over %s", (_, hex) => {
    expect(readTimestamp(hex, SET)).toBeUndefined();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const time = readTimestamp(`0x${Buffer.from(bytes).toString("hex")}`, SET);
        expect(time === undefined || Number.isSafeInteger(time)).toBe(true);
      }),
    );
  });
});
