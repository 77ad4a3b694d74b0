import { describe, expect, it } from "vitest";
import { type MixRows, createMixRows } from "./mix-rows.ts";
import { numberKinds } from "./number-kinds.ts";

const hashOf = (number: number): string => number.toString(16).padStart(64, "a");

function createRow(index: number): ReturnType<MixRows["get"]> {
  return {
    source: index % 7,
    row: index,
    offset: index * 2 ** 33,
    length: 16_000_000 - index,
    rawSha256: hashOf(index),
    canonicalSha256: hashOf(index % 1_500),
  };
}

describe("createMixRows", () => {
  it("gives back what was added, however much it is", () => {
    const rows = createMixRows();
    const added = Array.from({ length: 5_000 }, (_, index) => createRow(index));
    for (const row of added) rows.add(row);
    expect(rows).toHaveLength(5_000);
    expect(added.map((_, index) => rows.get(index))).toEqual(added);
    expect(rows.sourceOf(10)).toBe(3);
    expect(Buffer.from(rows.canonicalOf(1_501)).toString("hex")).toBe(hashOf(1));
  });
});

describe("numberKinds", () => {
  it("finds the first of equal rows, and how many are before each", () => {
    const rows = createMixRows();
    for (const name of [4, 5, 4, 4, 5])
      rows.add({ ...createRow(0), canonicalSha256: hashOf(name) });
    const { kindOf, copyOf } = numberKinds(rows);
    expect([...kindOf]).toEqual([0, 1, 0, 0, 1]);
    expect([...copyOf]).toEqual([0, 0, 1, 2, 1]);
  });
});
