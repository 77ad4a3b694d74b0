import { beforeAll, describe, expect, it } from "vitest";
import { createCorpus } from "../testing/corpora.ts";
import { collectFound, type Found, settle } from "../testing/found.ts";
import { mapBack } from "../testing/map-back.ts";
import { createRandom, shuffle } from "../testing/random.ts";
import { toSource } from "../testing/to-source.ts";
import type { FindNearOptions } from "./index.ts";

const OPTIONS: FindNearOptions = { threshold: 0.6, containment: 0.9 };

describe("the exact engine", { timeout: 300_000 }, () => {
  // More text than the least memory holds together with its shingles.
  const texts = createCorpus({ rows: 12_000, seed: 1, length: [150, 300] });
  let found: Found;

  beforeAll(async () => {
    found = await collectFound(toSource(texts, 1000), OPTIONS);
  }, 300_000);

  it("finds much in this corpus", () => {
    expect(found.pairs.length).toBeGreaterThan(1000);
    expect(found.contained.length).toBeGreaterThan(100);
  });

  it.each<FindNearOptions>([
    { threads: 1 },
    { threads: 2 },
    { threads: 3 },
    { maxMemory: 64 * 2 ** 20 },
    { maxMemory: 64 * 2 ** 20, threads: 2 },
    { maxMemory: 4 * 2 ** 30 },
  ])("finds the same with %o", async (options) => {
    const again = await collectFound(toSource(texts, 1000), { ...OPTIONS, ...options });
    expect(settle(again, found)).toEqual(found);
  });

  it.each([1, 77])("finds the same in batches of %d rows", async (rowsPerBatch) => {
    const again = await collectFound(toSource(texts, rowsPerBatch), OPTIONS);
    expect(settle(again, found)).toEqual(found);
  });

  it("lists the same first pairs with 1 thread and with 2", async () => {
    const few = { ...OPTIONS, maxPairs: 100 };
    const lists = { pairs: found.pairs.slice(0, 100), contained: found.contained.slice(0, 100) };
    const truncated = { pairs: true, contained: true };
    for (const threads of [1, 2]) {
      const listed = await collectFound(toSource(texts, 1000), { ...few, threads });
      expect(listed).toEqual({ ...found, ...lists, truncated });
    }
  });

  it("finds the same in rows of any order", async () => {
    const order = shuffle([...texts.keys()], createRandom(2));
    const other = await collectFound(
      toSource(
        order.map((row) => texts[row] ?? ""),
        1000,
      ),
      OPTIONS,
    );
    expect(mapBack(other, order)).toEqual(found);
  });
});

describe.each(["exact", "reference", "minhash"] as const)("%s on a small corpus", (engine) => {
  it("finds the same in rows of any order", async () => {
    const texts = createCorpus({ rows: 400, seed: 3 });
    const found = await collectFound(toSource(texts), { ...OPTIONS, engine });
    for (const seed of [1, 2, 3]) {
      const order = shuffle([...texts.keys()], createRandom(seed));
      const other = order.map((row) => texts[row] ?? "");
      const again = await collectFound(toSource(other, seed), { ...OPTIONS, engine });
      expect(mapBack(again, order)).toEqual(found);
    }
  });
});
