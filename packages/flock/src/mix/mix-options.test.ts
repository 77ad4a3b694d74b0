import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createRow,
  createRowStore,
  type StoredMiner,
  toFile,
} from "../../testing/create-row-store.ts";
import { createMix, type CreateMixOptions } from "./create-mix.ts";
import type { Mix, MixSplitName } from "./mix.ts";

const sentence = (name: string): string =>
  Array.from({ length: 12 }, (_, word) => `${name}${word}`).join(" ");

/** Miners with rows that are all different. */
function createMiners(counts: readonly number[]): StoredMiner[] {
  return counts.map((count, uid) => ({
    uid,
    file: toFile(Array.from({ length: count }, (_, row) => createRow(sentence(`${uid}x${row}y`)))),
  }));
}

const idsOf = (mix: Mix, wanted?: MixSplitName): string[] =>
  mix.splits
    .filter(({ name }) => wanted === undefined || name === wanted)
    .flatMap(({ list }) => Array.from(list(), ({ miner, row }) => `${miner.uid}/${row}`));

describe("options of a mix", () => {
  it("default to dropping near rows at 0.8, and a tenth for validation", async () => {
    const mix = await createMix(await createRowStore(createMiners([12, 8])));
    expect(mix.settings).toEqual({
      dedupe: "near",
      threshold: "0.8",
      includeSystem: false,
      quota: undefined,
      seed: "0",
      validation: { share: 0.1 },
    });
    expect(mix.splits.map(({ name, rows }) => [name, rows])).toEqual([
      ["train", 18],
      ["validation", 2],
    ]);
  });

  it.each<[CreateMixOptions, RegExp]>([
    [{ dedupe: "all" as "near" }, /^dedupe must be one of exact, near, none: got all$/],
    [{ quota: 0 }, /^quota must be an integer >= 1: got 0$/],
    [{ quota: 1.5 }, /^quota must be/],
    [{ seed: -1 }, /^seed must be an integer >= 0: got -1$/],
    [{ seed: -1n }, /^seed must be/],
    [{ seed: 0.5 }, /^seed must be/],
    [{ validation: { share: 1 } }, /^validation\.share must be a number >= 0 and < 1: got 1$/],
    [{ validation: { share: Number.NaN } }, /^validation\.share must be/],
    [{ validation: { rows: -1 } }, /^validation\.rows must be an integer >= 0: got -1$/],
    [{ threshold: "0" }, /^threshold must be a decimal/],
    [{ threshold: "1.5", dedupe: "none" }, /^threshold must be a decimal/],
  ])("are refused: %#", async (options, message) => {
    const store = await createRowStore(createMiners([3, 3]));
    await expect(createMix(store, options)).rejects.toThrow(message);
  });

  it("take a number of rows for validation", async () => {
    const mix = await createMix(await createRowStore(createMiners([12, 8])), {
      validation: { rows: 7 },
    });
    expect([idsOf(mix, "train").length, idsOf(mix, "validation").length]).toEqual([13, 7]);
  });

  it.each([{ rows: 0 }, { share: 0 }])("leave out validation: %j", async (validation) => {
    const store = await createRowStore(createMiners([1]));
    const mix = await createMix(store, { validation });
    expect(mix.splits.map(({ name, rows }) => [name, rows])).toEqual([["train", 1]]);
    expect(mix.counts.validation).toBe(0);
  });

  it("choose rows as an export does", async () => {
    const store = await createRowStore([
      { uid: 0, file: toFile([createRow(sentence("a")), createRow(sentence("b"), 3)]) },
      { uid: 1, file: toFile([createRow(sentence("c"), 2), createRow(sentence("d"), 5)]) },
      { uid: 2, file: toFile([createRow(sentence("a")), createRow(sentence("e"), 4)]) },
    ]);
    const validation = { rows: 0 };
    const choose = async (options: CreateMixOptions): Promise<string[]> =>
      idsOf(await createMix(store, { validation, ...options })).toSorted();
    expect(await choose({})).toEqual(["0/0", "0/1", "1/0", "1/1", "2/1"]);
    expect(await choose({ selection: { uids: [1, 2] } })).toEqual(["1/0", "1/1", "2/0", "2/1"]);
    expect(await choose({ selection: { minTurns: 3 } })).toEqual(["0/1", "1/1", "2/1"]);
    expect(await choose({ selection: { limit: 3 } })).toEqual(["0/0", "0/1", "1/0"]);
    expect(await choose({ dedupe: "none", selection: { only: "unique" } })).toEqual(
      await choose({}),
    );
    const sampled = await choose({ selection: { sample: 2, seed: 3 } });
    expect(sampled).toHaveLength(2);
    const keepsNone = await choose({
      filter: (rows) => ({
        async *[Symbol.asyncIterator]() {
          for await (const batch of rows) yield batch.slice(1);
        },
      }),
    });
    expect(keepsNone).toEqual(["0/1", "1/1", "2/1"]);
  });

  it("compare system prompts only if told so", async () => {
    const store = await createRowStore([
      { uid: 0, file: toFile([createRow(sentence("a"), 1, sentence("one"))]) },
      { uid: 1, file: toFile([createRow(sentence("a"), 1, sentence("two"))]) },
    ]);
    const validation = { rows: 0 };
    expect(idsOf(await createMix(store, { validation }))).toEqual(["0/0"]);
    expect(idsOf(await createMix(store, { validation, includeSystem: true }))).toHaveLength(2);
  });
});

/** A row of so many bytes. */
const long = (bytes: number): string => createRow("a".repeat(bytes - createRow("").length));

describe("rows that are left out", () => {
  it("are those that some Python refuses, and those that are too long to be compared", async () => {
    const deep = `${"[".repeat(1_000)}${"]".repeat(1_000)}`;
    const store = await createRowStore([
      { uid: 0, file: toFile([long(16_000_000), "{", deep, long(16_000_001), "7"]) },
      { uid: 1, file: toFile(["NaN", `"\u00e9"`, "\ufeff7"]) },
    ]);
    const mix = await createMix(store, { dedupe: "exact", validation: { rows: 1 } });
    expect(mix.miners.map(({ counts }) => counts)).toMatchObject([
      { rows: 5, invalid: 2, tooLong: 1, duplicates: 0, overQuota: 0 },
      { rows: 3, invalid: 1, tooLong: 0, duplicates: 0, overQuota: 0 },
    ]);
    expect(idsOf(mix).toSorted()).toEqual(["0/0", "0/4", "1/0", "1/1"]);
    expect([mix.withoutText, mix.clusters]).toEqual([3, 4]);
  });
});

describe("what cannot be mixed", () => {
  it("has no rows", async () => {
    const store = await createRowStore([{ uid: 0, file: "{\n[1,]\n" }]);
    await expect(createMix(store)).rejects.toMatchObject({
      kind: "usage",
      code: "MIX_EMPTY",
      message: "there are no rows to mix",
      details: "1 miners, 2 rows, 2 of them not valid, 0 too long",
    });
  });

  it("is one cluster", async () => {
    const copies = [0, 1, 2].map((uid) => ({ uid, file: toFile([createRow(sentence("a"))]) }));
    const store = await createRowStore(copies);
    await expect(createMix(store, { dedupe: "none" })).rejects.toMatchObject({
      kind: "usage",
      code: "MIX_NO_SPLIT",
      message:
        "all 3 rows hang together as twins, so there is no split without a twin on both sides",
    });
    await expect(createMix(store)).rejects.toMatchObject({
      code: "MIX_NO_SPLIT",
      message: "one row cannot be split into training and validation",
    });
  });

  it("is asked for more validation rows than there are", async () => {
    const store = await createRowStore(createMiners([4]));
    await expect(createMix(store, { validation: { rows: 4 } })).rejects.toMatchObject({
      code: "MIX_NO_SPLIT",
      message:
        "4 rows for validation would leave none for training: 4 are left after duplicates and quotas",
    });
  });

  it("is stopped", async () => {
    const store = await createRowStore(createMiners([4]));
    const reason = new Error("enough");
    await expect(createMix(store, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const stopped = createMix(store, {
      signal: controller.signal,
      filter(rows) {
        controller.abort(reason);
        return rows;
      },
    });
    await expect(stopped).rejects.toBe(reason);
  });
});

/** What the definition says is drawn, in full. */
function drawn(purpose: string, seed: string, line: string): string {
  const { conversations } = JSON.parse(line) as { conversations: Record<string, string>[] };
  const messages = conversations.map(
    ({ role, content }) => `{"content": "${content}", "role": "${role}"}`,
  );
  const canonical = `{"conversations": [${messages.join(", ")}], "system": null}`;
  const name = createHash("sha256").update(canonical).digest();
  const copies = Buffer.alloc(4);
  return createHash("sha256")
    .update(`flock-mix:${purpose}:${seed}:`)
    .update(name)
    .update(copies)
    .digest("hex");
}

const toIds = (numbers: readonly number[]): string[] => numbers.map((row) => `0/${row}`);

describe("the draws of a mix", () => {
  const rows = Array.from({ length: 30 }, (_, row) => createRow(sentence(`r${row}y`)));
  const sortBy = (purpose: string, seed: string, numbers: readonly number[]): number[] =>
    numbers.toSorted((a, b) =>
      drawn(purpose, seed, rows[a]!) < drawn(purpose, seed, rows[b]!) ? -1 : 1,
    );

  it.each(["0", "12345678901234567890"])("are by SHA-256, with the seed %s", async (seed) => {
    const store = await createRowStore([{ uid: 0, file: toFile(rows) }]);
    const mix = await createMix(store, { seed: BigInt(seed), quota: 20, validation: { rows: 5 } });
    const kept = sortBy("quota", seed, [...rows.keys()]).slice(0, 20);
    const order = sortBy("split", seed, kept);
    expect(idsOf(mix, "validation")).toEqual(toIds(sortBy("shuffle", seed, order.slice(0, 5))));
    expect(idsOf(mix, "train")).toEqual(toIds(sortBy("shuffle", seed, order.slice(5))));
  });

  it("do not hang on who has a row, nor on where it stands", async () => {
    const forwards = await createRowStore([{ uid: 0, file: toFile(rows) }]);
    const backwards = await createRowStore([
      { uid: 4, block: 9, file: toFile(rows.slice(10).toReversed()) },
      { uid: 5, block: 8, file: toFile(rows.slice(0, 10).toReversed()) },
    ]);
    const hashes = async (store: typeof forwards): Promise<string[][]> => {
      const { splits } = await createMix(store);
      return splits.map(({ list }) => Array.from(list(), ({ rawSha256 }) => rawSha256));
    };
    expect(await hashes(backwards)).toEqual(await hashes(forwards));
  });
});
