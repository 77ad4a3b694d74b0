import { expect, it } from "vitest";
import { createCorpus } from "../../testing/corpora.ts";
import { collectFound } from "../../testing/found.ts";
import { toSource } from "../../testing/to-source.ts";

it("lists true pairs only, and most of them", async () => {
  const source = toSource(createCorpus({ rows: 600, seed: 1 }));
  const truth = await collectFound(source, { engine: "reference", containment: 0.8 });
  const found = await collectFound(source, { engine: "minhash", containment: 0.8 });
  const keys = new Set(truth.pairs.map((pair) => JSON.stringify(pair)));
  expect(found.pairs.filter((pair) => !keys.has(JSON.stringify(pair)))).toEqual([]);
  // It misses 5% of the pairs at 0.8 itself and far fewer of those above.
  expect(found.pairs.length).toBeGreaterThan(0.9 * truth.pairs.length);
  expect(found.firstOf).toEqual(truth.firstOf);
  // With pairs missing there are more clusters, and so more rows that are in another one: but none that is not.
  const apart = await collectFound(source, { engine: "reference", threshold: 1, containment: 0.8 });
  const contained = new Set(apart.contained.map((row) => JSON.stringify(row)));
  expect(found.contained.filter((row) => !contained.has(JSON.stringify(row)))).toEqual([]);
});

it("misses pairs far below the similarity that its bands are made for", async () => {
  const source = toSource(createCorpus({ rows: 600, seed: 1 }));
  const options = { threshold: 0.3 };
  const truth = await collectFound(source, { engine: "reference", ...options });
  const found = await collectFound(source, { engine: "minhash", ...options });
  expect(found.pairs.length).toBeLessThan(truth.pairs.length);
});
