import { describe, expect, it } from "vitest";
import { createCorpus } from "../../testing/corpora.ts";
import { collectFound, collectFrom, type Found } from "../../testing/found.ts";
import { toBatch, toSource } from "../../testing/to-source.ts";
import { type NearOptions, resolveOptions } from "../resolve-options.ts";
import type { TextSource } from "../text-source.ts";
import { findNearExact } from "./find-near-exact.ts";

const OPTIONS = { threshold: "0.6", containment: "0.8" } satisfies NearOptions;

/** Searches in less memory than callers may ask for. */
function findWithin(source: TextSource, maxMemory: number, options: NearOptions): Promise<Found> {
  return collectFrom((callbacks) =>
    findNearExact(source, { ...resolveOptions({ ...options, ...callbacks }), maxMemory }),
  );
}

describe("a search in little memory", () => {
  const texts = createCorpus({ rows: 400, seed: 3 });

  // From all in memory, over all nodes in memory, to blocks of a few nodes.
  it.each([2 ** 22, 2 ** 18, 2 ** 16, 2 ** 14])("of %d bytes finds the same", async (maxMemory) => {
    const truth = await collectFound(toSource(texts, 50), { ...OPTIONS, engine: "reference" });
    expect(truth.pairs.length).toBeGreaterThan(50);
    expect(truth.contained.length).toBeGreaterThan(5);
    for (const threads of [1, 2]) {
      const found = await findWithin(toSource(texts, 50), maxMemory, { ...OPTIONS, threads });
      expect(found).toEqual(truth);
    }
  });

  it.each([0, 1, 5, 30])("lists the first %d only, and says so", async (maxPairs) => {
    const options = { ...OPTIONS, maxPairs };
    const truth = await collectFound(toSource(texts), { ...options, engine: "reference" });
    expect(truth.truncated.pairs).toBe(true);
    for (const maxMemory of [2 ** 30, 2 ** 16, 2 ** 14]) {
      await expect(findWithin(toSource(texts), maxMemory, options)).resolves.toEqual(truth);
    }
  });

  it("reads the source as often as its memory demands", async () => {
    const passes: number[] = [];
    for (const maxMemory of [2 ** 30, 2 ** 18, 2 ** 14]) {
      const options = { ...resolveOptions({}), maxMemory };
      passes.push((await findNearExact(toSource(texts), options)).stats.passes);
    }
    expect(passes[0]).toBe(1);
    expect(passes).toEqual([...new Set(passes)].toSorted((a, b) => a - b));
  });

  it("sees that the source has changed, be it in one letter", async () => {
    let readings = 0;
    const source: TextSource = () => {
      readings += 1;
      const changed = texts.map((text) => text.replace("e", "x"));
      return toSource(readings === 1 ? texts : changed)();
    };
    await expect(findWithin(source, 2 ** 16, {})).rejects.toMatchObject({
      name: "NeardupError",
      code: "NEARDUP_SOURCE_CHANGED",
    });
  });
});

describe("an abort", () => {
  const texts = createCorpus({ rows: 300, seed: 4 });
  const reason = new Error("enough");

  it.each([1, 2])("at any batch of any reading ends a search of %d threads", async (threads) => {
    const countBatches = async (abortAt: number): Promise<number> => {
      const controller = new AbortController();
      let batches = 0;
      const source: TextSource = function* () {
        for (let row = 0; row < texts.length; row += 60) {
          batches += 1;
          if (batches === abortAt) controller.abort(reason);
          yield toBatch(texts.slice(row, row + 60));
        }
      };
      const { signal } = controller;
      await findWithin(source, 2 ** 16, { ...OPTIONS, signal, threads });
      return batches;
    };
    const all = await countBatches(0);
    expect(all).toBeGreaterThan(20);
    for (let at = 1; at <= all; at += 3) {
      await expect(countBatches(at)).rejects.toBe(reason);
    }
  });
});
