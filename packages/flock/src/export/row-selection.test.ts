import { join } from "node:path";
import { openStore, type Store } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import { collectRows, listPlaces, readRows } from "../../testing/collect-rows.ts";
import { createRules } from "../../testing/create-judgement.ts";
import { createRow, createRowStore, storeFile, toFile } from "../../testing/create-row-store.ts";
import { COMMIT } from "../../testing/create-small-world.ts";
import { EVALUATION_POOL } from "../fetch-evaluation-pool.ts";
import { readExportRows } from "./read-export-rows.ts";
import type { RowSelection } from "./row-selection.ts";

async function choose(store: Store, selection: RowSelection): Promise<string[]> {
  return listPlaces(await readRows(store, { selection }));
}

/** On the day of the block that was observed. */
const at = (hour: number, minute: number): number => Date.UTC(2026, 2, 10, hour, minute);

const file = (uid: number, rows: number): string =>
  toFile(Array.from({ length: rows }, (_, row) => createRow(`row ${row} of ${uid}`)));

describe("a selection", () => {
  const SHARED = createRow("shared by all");
  const miners = [
    { uid: 1, block: 300, file: toFile([SHARED, createRow("a", 2), "broken", "broken"]) },
    { uid: 2, block: 100, file: toFile([createRow("bb", 3), `${SHARED} `]), coldkey: "5Same" },
    { uid: 3, block: 300, file: toFile([SHARED, "{}"]), competition: "8", coldkey: "5Same" },
    { uid: 4, block: 50, text: "nonsense" },
    { uid: 5, block: 60 },
    { uid: 6, text: null },
    { uid: 7, block: 70, file: "" },
  ];
  const ALL = ["1/0", "1/1", "1/2", "1/3", "2/0", "2/1", "3/0", "3/1"];

  it.each<[string, RowSelection, string[]]>([
    ["nothing", {}, ALL],
    ["uids", { uids: [3, 2, 9] }, ["2/0", "2/1", "3/0", "3/1"]],
    ["hotkeys", { hotkeys: ["5Hot2"] }, ["2/0", "2/1"]],
    ["coldkeys", { coldkeys: ["5Same"] }, ["2/0", "2/1", "3/0", "3/1"]],
    ["competitions", { competitions: ["8", "9"] }, ["3/0", "3/1"]],
    [
      "a first block",
      { since: { type: "block", block: 300 } },
      ["1/0", "1/1", "1/2", "1/3", "3/0", "3/1"],
    ],
    ["a last block", { until: { type: "block", block: 299 } }, ["2/0", "2/1"]],
    ["turns", { minTurns: 2 }, ["1/1", "2/0"]],
    [
      "no turns, which is a list nevertheless",
      { minTurns: 0 },
      ["1/0", "1/1", "2/0", "2/1", "3/0"],
    ],
    ["characters", { minChars: 10, maxChars: 13 }, ["1/0", "2/1", "3/0"]],
    ["fewer characters", { maxChars: 12 }, ["1/1"]],
    ["valid rows", { only: "valid" }, ["1/0", "1/1", "2/0", "2/1", "3/0", "3/1"]],
    ["unique rows", { only: "unique" }, ["1/1", "1/2", "2/0", "2/1", "3/1"]],
    ["unique rows of some", { only: "unique", uids: [1, 3] }, ["1/0", "1/1", "1/2", "3/1"]],
    ["a limit", { limit: 3 }, ["1/0", "1/1", "1/2"]],
    ["a limit of none", { limit: 0 }, []],
    ["a limit beyond all", { limit: 100 }, ALL],
    ["a limit of what is long enough", { limit: 1, minTurns: 3 }, ["2/0"]],
  ])("of %s", async (_name, selection, expected) => {
    const store = await createRowStore(miners);
    expect(await choose(store, selection)).toEqual(expected);
  });

  it("takes days by the times of the blocks that were seen", async () => {
    const store = await createRowStore(miners);
    // Block 1,000 is at noon and the chain's pace is 12 seconds: block 300 is at 9:40, block 100 at 9:00.
    const since = { type: "date", from: at(9, 40), to: at(9, 41) - 1 } as const;
    expect(await choose(store, { since })).toEqual(["1/0", "1/1", "1/2", "1/3", "3/0", "3/1"]);
    expect(await choose(store, { since: { ...since, from: since.from + 1 } })).toEqual([]);
    const until = { type: "date", from: at(9, 0), to: at(9, 40) - 1 } as const;
    expect(await choose(store, { until })).toEqual(["2/0", "2/1"]);
    const { plan } = await readExportRows(store, { selection: { until } });
    expect(plan.range).toEqual({ since: undefined, until: 299, isEstimated: true });
  });

  it("keeps the rows of eligible miners alone, and says who is not", async () => {
    const store = await createRowStore(miners);
    const pool = [SHARED, createRow("a", 2), createRow("bb", 3), "{}"];
    await storeFile(store, { ...EVALUATION_POOL, commit: COMMIT, file: toFile(pool) });
    const { plan, rows, schema } = await readExportRows(store, { selection: { only: "eligible" } });
    expect(plan.leftOut.map(({ uid, reason, verdict }) => [uid, reason, verdict])).toEqual([
      [1, "not-eligible", "void-file"],
      [4, "invalid-commitment", undefined],
      [5, "not-fetched", undefined],
      [6, "no-commitment", undefined],
    ]);
    expect(plan.miners).toMatchObject([{ uid: 2 }, { uid: 3 }, { uid: 7, rows: 0, bytes: 0 }]);
    expect(listPlaces(await collectRows({ rows, schema }))).toEqual(["2/0", "2/1", "3/0", "3/1"]);
    // By rules of their own.
    const ruleSet = createRules({ pool: { repoId: "no/pool", revision: "main" } });
    const strict = await readExportRows(store, { selection: { only: "eligible" }, ruleSet });
    expect(strict.plan).toMatchObject({ miners: [], ruleSet: ruleSet.name });
    expect(strict.plan.leftOut[1]).toMatchObject({ uid: 2, verdict: "pool-missing" });
  });

  it("names what is not there", async () => {
    const store = await createRowStore(miners);
    const selection = { uids: [1, 300], hotkeys: ["5Hot1"], competitions: ["7", "x"] };
    const { plan } = await readExportRows(store, { selection });
    expect(plan.unmatched).toEqual(["uid 300", "competition x"]);
    await expect(readExportRows(store, { selection: { uids: [300] } })).rejects.toMatchObject({
      kind: "usage",
      code: "SELECTION_EMPTY",
    });
  });

  it("refuses what makes no sense", async () => {
    const store = await createRowStore(miners);
    const plan = (selection: RowSelection): Promise<unknown> =>
      readExportRows(store, { selection });
    await expect(plan({ limit: -1 })).rejects.toThrow("limit must be an integer >= 0: got -1");
    await expect(plan({ sample: 0.5 })).rejects.toThrow("sample must be an integer >= 0: got 0.5");
    await expect(plan({ minTurns: NaN })).rejects.toThrow(RangeError);
    const since = { type: "block", block: 2 } as const;
    await expect(plan({ since, until: { type: "block", block: 1 } })).rejects.toMatchObject({
      kind: "usage",
      message: "the first block must not be later than the last: got blocks 2 and 1",
    });
  });

  it("of a store that saw nothing is an error", async () => {
    const store = await createRowStore([]);
    expect(await readRows(store)).toEqual([]);
    // One observation without neurons is something; none is not.
    const empty = openStore({
      dataDir: join(store.dataDir, "other"),
      genesis: store.genesis,
      netuid: 96,
    });
    await expect(readExportRows(empty)).rejects.toMatchObject({ code: "NOTHING_OBSERVED" });
    empty.close();
  });
});

describe("a sample", () => {
  it("is drawn by the seed, in the order of the rows, and is the same every time", async () => {
    const store = await createRowStore([
      { uid: 1, file: file(1, 300) },
      { uid: 2, file: file(2, 5_000) },
      { uid: 9, file: file(9, 1) },
    ]);
    const draw = (selection: RowSelection): Promise<string[]> => choose(store, selection);
    const drawn = await draw({ sample: 400, seed: 7n });
    expect(drawn).toHaveLength(400);
    expect(new Set(drawn).size).toBe(400);
    expect(await draw({ sample: 400, seed: 7n })).toEqual(drawn);
    expect(await draw({ sample: 400, seed: "7" })).toEqual(drawn);
    expect(await draw({ sample: 400, seed: 8 })).not.toEqual(drawn);
    expect(await draw({ sample: 400, seed: 7, limit: 5 })).toEqual(drawn.slice(0, 5));
    // The same by the texts as by the index.
    expect(await draw({ sample: 400, seed: 7, minTurns: 1 })).toEqual(drawn);
    const all = await draw({});
    expect(drawn).toEqual(all.filter((place) => drawn.includes(place)));
    expect(await draw({ sample: 6_000 })).toEqual(all);
    expect(await draw({ sample: 0 })).toEqual([]);
    expect(drawn.filter((place) => place.startsWith("1/")).length).toBeGreaterThan(10);
  });
});
