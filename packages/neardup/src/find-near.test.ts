import { describe, expect, it } from "vitest";
import { collectFound, searchNear } from "../testing/found.ts";
import { toBatch, toSource } from "../testing/to-source.ts";
import { findNear, type FindNearOptions, NeardupError, type TextBatch } from "./index.ts";

const ENGINES = ["exact", "reference", "minhash"] as const;
const NOTHING = { pairs: [], contained: [], truncated: { pairs: false, contained: false } };

const sentence = "one two three four five six seven eight nine ten eleven twelve";
const texts = [
  sentence,
  `${sentence} thirteen`,
  "",
  "something else",
  "?!",
  sentence.toUpperCase(),
  "six seven eight nine ten eleven",
  "Something—else.",
  `${sentence} fourteen`,
];

describe.each(ENGINES)("findNear with %s", (engine) => {
  it("finds pairs, equal sets, contained rows and clusters", async () => {
    const found = await collectFound(toSource(texts), {
      engine,
      threshold: 0.8,
      ...(engine !== "minhash" && { containment: 1 }),
    });
    expect(found).toEqual({
      rows: 9,
      emptyRows: 2,
      nodes: 6,
      firstOf: [0, 1, 2, 3, 2, 0, 6, 3, 8],
      clusterOf: [0, 0, 2, 3, 2, 0, 6, 3, 0],
      pairs: [
        { a: 0, b: 1, sizeA: 8, sizeB: 9, shared: 8 },
        { a: 0, b: 8, sizeA: 8, sizeB: 9, shared: 8 },
        { a: 1, b: 8, sizeA: 9, sizeB: 9, shared: 8 },
      ],
      contained:
        engine === "minhash"
          ? []
          : [
              { row: 6, container: 0, size: 2, containerSize: 8, shared: 2 },
              { row: 6, container: 1, size: 2, containerSize: 9, shared: 2 },
              { row: 6, container: 8, size: 2, containerSize: 9, shared: 2 },
            ],
      truncated: { pairs: false, contained: false },
    });
  });

  it.each([
    ["no batch", []],
    ["a batch without texts", [toBatch([])]],
    ["a batch without texts that has bytes", [{ ...toBatch(["abc"]), offsets: Uint32Array.of(1) }]],
  ])("finds nothing in %s", async (_, batches: TextBatch[]) => {
    const found = await collectFound(() => batches, { engine, containment: 0.5 });
    expect(found).toEqual({
      ...NOTHING,
      rows: 0,
      emptyRows: 0,
      nodes: 0,
      firstOf: [],
      clusterOf: [],
    });
  });

  it("takes empty rows for equal to each other only", async () => {
    const empty = ["", " ", "\u{1F600}", "\n...\uFFFD"];
    const found = await collectFound(toSource(empty), { engine, containment: 0.5 });
    expect(found).toEqual({
      ...NOTHING,
      rows: 4,
      emptyRows: 4,
      nodes: 1,
      firstOf: [0, 0, 0, 0],
      clusterOf: [0, 0, 0, 0],
    });
  });

  it("takes one row", async () => {
    const found = await collectFound(toSource(["a b"]), { engine, containment: 0.5 });
    expect(found).toEqual({
      ...NOTHING,
      rows: 1,
      emptyRows: 0,
      nodes: 1,
      firstOf: [0],
      clusterOf: [0],
    });
  });

  it("reads what is not UTF-8 as U+FFFD, which separates", async () => {
    const [before, after] = [Buffer.from("one two three"), Buffer.from("four five six")];
    const rows = [
      [0xef, 0xbf, 0xbd],
      [0xff],
      [0xc0, 0xaf],
      [0xe2, 0x82],
      [0xf4, 0x90, 0x80, 0x80],
      // A lone surrogate, and a pair of them, as WTF-8 and CESU-8 have them.
      [0xed, 0xa0, 0x80],
      [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
    ].map((bytes) => Buffer.concat([before, Uint8Array.from(bytes), after]));
    const cut = Buffer.concat([before, Uint8Array.of(0x20), after, Uint8Array.of(0xf0, 0x9f)]);
    const found = await collectFound(toSource([...rows, cut]), { engine });
    expect(found.firstOf).toEqual(Array.from({ length: 8 }, () => 0));
    expect(found.emptyRows).toBe(0);
  });

  it("looks at the texts only, not at what lies around them", async () => {
    const bytes = new Uint8Array(Buffer.from("junk a b c d e f g h junk"));
    const offsets = Uint32Array.of(5, 20);
    const found = await collectFound(() => [{ bytes, offsets }, toBatch(["a b c d e f g h"])], {
      engine,
    });
    expect(found.firstOf).toEqual([0, 0]);
  });

  it("lists the first pairs where not all may be listed, and says so", async () => {
    const all = await collectFound(toSource(texts), { engine });
    for (const maxPairs of [0, 1, 2]) {
      await expect(collectFound(toSource(texts), { engine, maxPairs })).resolves.toEqual({
        ...all,
        pairs: all.pairs.slice(0, maxPairs),
        truncated: { pairs: true, contained: false },
      });
    }
    await expect(collectFound(toSource(texts), { engine, maxPairs: 3 })).resolves.toEqual(all);
  });
});

describe("the options of findNear", () => {
  it("may be left out", async () => {
    await expect(findNear(toSource(texts))).resolves.toMatchObject({ pairs: 3, contained: 0 });
  });

  it.each([
    ["threshold", 0, RangeError],
    ["threshold", -1, RangeError],
    ["threshold", Number.NaN, RangeError],
    ["threshold", 2, RangeError],
    ["threshold", "4/5", RangeError],
    ["threshold", null, TypeError],
    ["containment", 0, RangeError],
    ["containment", 1.5, RangeError],
    ["containment", true, TypeError],
    ["threads", 0, RangeError],
    ["threads", 1.5, RangeError],
    ["threads", "2", TypeError],
    ["maxMemory", 2 ** 26 - 1, RangeError],
    ["maxMemory", Number.POSITIVE_INFINITY, RangeError],
    ["maxPairs", -1, RangeError],
    ["maxPairs", Number.NaN, RangeError],
    ["engine", "fast", RangeError],
    ["engine", "toString", RangeError],
  ])("must make sense: %s %s", async (name, value, error) => {
    const options = { [name]: value } as FindNearOptions;
    const search = findNear(() => expect.unreachable(), options);
    await expect(search).rejects.toThrow(error);
    await expect(search).rejects.toThrow(`${name} must be`);
    await expect(search).rejects.not.toBeInstanceOf(NeardupError);
  });

  it("may say a threshold as text or as a number, at both ends of the range", async () => {
    for (const threshold of [0.8, "0.8", "0.80"]) {
      const { pairs } = await searchNear(toSource(texts), { threshold });
      expect(pairs.length).toBe(3);
    }
    await expect(findNear(toSource(texts), { threshold: 1 })).resolves.toMatchObject({
      pairs: 0,
      nodes: 6,
    });
    const least = await searchNear(toSource(texts), { threshold: "0.000000001" });
    expect(least.pairs.length).toBe(6);
  });
});
