import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  createRow,
  createRowStore,
  observe,
  OBSERVED,
  toFile,
} from "../../testing/create-row-store.ts";
import type { IndexProgress } from "../row-indexer.ts";
import { planExport } from "./plan-export.ts";

const FILE = toFile([createRow("a"), createRow("b"), "broken"]);

/** A block so many after the observed one. */
const blockAfter = (blocks: number): typeof OBSERVED => ({
  number: OBSERVED.number + blocks,
  hash: `0x${(blocks & 0xff).toString(16).padStart(64, "e")}`,
  timestamp: OBSERVED.timestamp + 12_000 * blocks,
});

describe("planExport", () => {
  it("is of the newest block that was seen, and says since when each commitment is known", async () => {
    const miners = [
      { uid: 1, file: FILE, block: 10 },
      { uid: 2, file: FILE, block: 20 },
      { uid: 3, file: FILE, block: 30 },
    ];
    const store = await createRowStore(miners);
    const [one, two, three] = miners;
    observe(store, blockAfter(-100), [one!, { ...two!, block: 19 }]);
    observe(store, blockAfter(-50), [{ ...one!, text: null }, two!, three!]);
    const plan = await planExport(store);
    expect(plan.miners).toMatchObject([
      { uid: 1, commitmentBlock: 10, firstSeenBlock: 900 },
      { uid: 2, commitmentBlock: 20, firstSeenBlock: 950 },
      { uid: 3, commitmentBlock: 30, firstSeenBlock: 950 },
    ]);
    expect(plan.block).toEqual(OBSERVED);

    observe(store, blockAfter(7), [{ ...one!, block: 1_005, text: "other/data:7:None" }, three!]);
    const later = await planExport(store);
    expect(later.block).toEqual(blockAfter(7));
    expect(later.miners.map(({ uid }) => uid)).toEqual([3]);
    expect(later.leftOut).toEqual([
      {
        uid: 1,
        hotkey: "5Hot1",
        coldkey: "5Cold1",
        repoId: "other/data",
        competitionId: "7",
        commitmentBlock: 1_005,
        reason: "revision-unknown",
        verdict: undefined,
      },
    ]);
  });

  it("counts what would be read, and what comes out at most", async () => {
    const store = await createRowStore([
      { uid: 1, file: FILE },
      { uid: 2, file: FILE },
    ]);
    const count = async (selection: object): Promise<unknown> => {
      const { rows, bytes, mostRows } = await planExport(store, { selection });
      return [rows, bytes / FILE.length, mostRows];
    };
    expect(await count({})).toEqual([6, 2, 6]);
    expect(await count({ uids: [1] })).toEqual([3, 1, 3]);
    expect(await count({ limit: 4, sample: 5 })).toEqual([6, 2, 4]);
    expect(await count({ limit: 4, sample: 2 })).toEqual([6, 2, 2]);
    expect(await count({ limit: 0, minTurns: 1 })).toEqual([6, 2, 0]);
  });

  it("indexes what has no index, and reads no file after", async () => {
    const store = await createRowStore([{ uid: 1, file: FILE }]);
    const seen: IndexProgress[] = [];
    const plan = await planExport(store, { onIndexProgress: (progress) => seen.push(progress) });
    expect(seen).toMatchObject([{ doneBlobs: 1, totalBlobs: 1, doneBytes: FILE.length }]);
    expect(await planExport(store, { onIndexProgress: (one) => seen.push(one) })).toEqual(plan);
    expect(seen).toHaveLength(1);
    // A file that is gone, and that no run had fetched, is one that is not there.
    rmSync(join(store.dataDir, "blobs"), { recursive: true });
    const { miners, leftOut } = await planExport(store);
    expect([miners, leftOut.map(({ reason }) => reason)]).toEqual([[], ["not-fetched"]]);
  });

  it("is plain data", async () => {
    const store = await createRowStore([{ uid: 1, file: FILE }, { uid: 2 }]);
    const plan = await planExport(store, { selection: { since: { type: "block", block: 1 } } });
    expect(structuredClone(plan)).toEqual(plan);
    expect(plan.range).toEqual({ since: 1, until: undefined, isEstimated: false });
    expect([plan.ruleSet, plan.netuid]).toEqual(["2026-02", 96]);
  });
});
