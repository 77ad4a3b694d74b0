import { compactToU8a, u8aToHex } from "@polkadot/util";
import { expect, it } from "vitest";
import { encodeBytes, encodeCompact, encodeText, encodeUint, encodeVec } from "./scale.ts";

it.each([
  [0, 1, "00"],
  [255, 1, "ff"],
  [258, 2, "0201"],
  [1, 4, "01000000"],
  [1_790_000_000_000, 8, "006c50c4a0010000"],
  [2n ** 64n - 1n, 8, "ffffffffffffffff"],
])("puts the lowest byte first: %s in %i bytes", (value, byteLength, hex) => {
  expect(encodeUint(value, byteLength)).toBe(hex);
});

it.each([
  [256, 1],
  [-1, 2],
  [1.5, 2],
  [Number.NaN, 4],
  [2n ** 64n, 8],
])("refuses %s in %i bytes", (value, byteLength) => {
  expect(() => encodeUint(value, byteLength)).toThrow(RangeError);
});

it.each([
  0n,
  1n,
  63n,
  64n,
  2n ** 14n - 1n,
  2n ** 14n,
  2n ** 30n - 1n,
  2n ** 30n,
  2n ** 32n - 1n,
  2n ** 32n,
  1_790_000_000_000n,
  2n ** 64n - 1n,
])("writes compact %s as others do", (value) => {
  expect(`0x${encodeCompact(value)}`).toBe(u8aToHex(compactToU8a(value)));
});

it("writes the length before bytes, texts and lists", () => {
  expect(encodeBytes(Uint8Array.of(1, 2, 255))).toBe("0c0102ff");
  expect(encodeText("\u{1D70F}")).toBe("10f09d9c8f");
  expect(encodeVec(["0100", "0200"])).toBe("0801000200");
  expect(encodeVec([])).toBe("00");
});
