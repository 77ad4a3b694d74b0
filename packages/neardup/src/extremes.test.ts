import { describe, expect, it } from "vitest";
import { createText } from "../testing/corpora.ts";
import { collectFound, searchNear } from "../testing/found.ts";
import { toBatch, toSource } from "../testing/to-source.ts";
import type { TextBatch } from "./index.ts";

const MEGABYTE = 2 ** 20;

describe("the exact engine, on extremes", { timeout: 300_000 }, () => {
  it("finds the copy of a row of 16 MB", async () => {
    const long = createText({ bytes: 16 * MEGABYTE, seed: 1 });
    const edited = `${long.slice(0, 8_000_000)} changed ${long.slice(8_000_000)} and so on`;
    const texts = ["a short one", long, edited, long.slice(0, 4_000_000)];
    const { result, pairs, contained } = await searchNear(toSource(texts), {
      threshold: "0.99",
      containment: "0.99",
    });
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([[1, 2]]);
    expect(contained.map(({ row, container }) => [row, container])).toEqual([
      [3, 1],
      [3, 2],
    ]);
    expect([...result.clusterOf]).toEqual([0, 1, 1, 3]);
  });

  it.each([
    ["one word", 16, "x"],
    ["two words by turns", 16, "x y "],
    ["no word", 16, "."],
    ["no UTF-8", 16, Uint8Array.of(0xff)],
    ["half a character each", 16, Uint8Array.of(0xe2, 0x82)],
    ["characters that are words", 4, "語"],
    ["marks to be put in order", 4, "\u0301\u0316"],
    // NFKC makes 18 characters of it.
    ["characters that fold to many", 2, "\uFDFA"],
  ])("takes rows of nothing but %s", async (_, megabytes, unit) => {
    const long = Buffer.alloc(megabytes * MEGABYTE, unit);
    const texts = [long, "a b c d e f", long, Buffer.from(long.subarray(0, MEGABYTE))];
    const found = await collectFound(toSource(texts), { threshold: "0.9", containment: 1 });
    expect(found.firstOf.slice(0, 3)).toEqual([0, 1, 0]);
  });

  it("takes a million equal rows for one", async () => {
    const batch = toBatch(Array.from({ length: 10_000 }, () => "The same words, in every row."));
    const source = (): TextBatch[] => Array.from({ length: 100 }, () => batch);
    const { result, pairs } = await searchNear(source, { containment: 0.5 });
    expect(result).toMatchObject({ rows: 1_000_000, nodes: 1, emptyRows: 0, pairs: 0 });
    expect(result.clusterOf.every((first) => first === 0)).toBe(true);
    expect(result.firstOf.every((first) => first === 0)).toBe(true);
    expect(pairs).toEqual([]);
  });

  it("takes a million empty rows for one", async () => {
    const batch = { bytes: new Uint8Array(), offsets: new Uint32Array(1_000_001) };
    const { result } = await searchNear(() => [batch]);
    expect(result).toMatchObject({ rows: 1_000_000, nodes: 1, emptyRows: 1_000_000, pairs: 0 });
    expect(result.clusterOf.every((first) => first === 0)).toBe(true);
  });

  // 327,667,200 near pairs.
  it("takes 25,600 variants of one text for one cluster, and says that it does not list all", async () => {
    const words = createText({ bytes: 800, seed: 7 });
    const variants = Array.from({ length: 25_600 }, (_, row) => `${words} ${row}`);
    const { result, pairs } = await searchNear(toSource(variants, 1000), { maxPairs: 10_000 });
    expect(result).toMatchObject({ rows: 25_600, nodes: 25_600, pairs: 10_000 });
    expect(result.truncated.pairs).toBe(true);
    expect(result.clusterOf.every((first) => first === 0)).toBe(true);
    const size = pairs[0]?.sizeA ?? 0;
    expect(pairs).toEqual(
      Array.from({ length: 10_000 }, (_, index) => ({
        a: 0,
        b: index + 1,
        sizeA: size,
        sizeB: size,
        shared: size - 1,
      })),
    );
  });

  // Each is in a cluster of its own, so that 4,498,500 pairs of one with a longer one would have to be compared.
  it("looks for contained rows among variants of one text no longer than it lists them", async () => {
    const words = createText({ bytes: 800, seed: 7 });
    const variants = Array.from(
      { length: 3000 },
      (_, row) => `${words} ${"x ".repeat(row % 40)}${row}`,
    );
    const options = { threshold: 1, containment: 0.8, maxPairs: 1000 };
    const { result, contained } = await searchNear(toSource(variants, 1000), options);
    expect(result).toMatchObject({ contained: 1000, truncated: { contained: true } });
    expect(contained.at(-1)).toMatchObject({ row: 0, container: 1000 });
    expect(result.stats.verified).toBeLessThan(100_000);
  });

  it("finds the clusters of many variants that differ in different places", async () => {
    const words = createText({ bytes: 800, seed: 7 });
    const tokens = words.split(" ");
    const variants = Array.from({ length: 10_000 }, (_, row) =>
      tokens.map((token, place) => (place === row % tokens.length ? `v${row}` : token)).join(" "),
    );
    const { result } = await searchNear(toSource(variants, 1000), { maxPairs: 0 });
    expect(result).toMatchObject({ pairs: 0, truncated: { pairs: true } });
    expect(result.clusterOf.every((first) => first === 0)).toBe(true);
  });
});
