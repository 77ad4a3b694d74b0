import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NearProgress } from "@flock-tools/neardup";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createTextSource,
  type CreateTextSourceOptions,
  type TextMiner,
  words,
} from "../../testing/create-text-source.ts";
import type { JudgementSource } from "../judgement-source.ts";
import { createNearReport, type CreateNearReportOptions } from "./create-near-report.ts";
import type { NearReport } from "./near-report.ts";

function createSource(
  miners: readonly TextMiner[],
  options: Omit<CreateTextSourceOptions, "folder"> = {},
): Promise<JudgementSource> {
  const folder = mkdtempSync(join(tmpdir(), "flock-near-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return createTextSource(miners, { folder, ...options });
}

async function search(
  miners: readonly TextMiner[],
  {
    pool,
    threshold,
    ...options
  }: Omit<CreateTextSourceOptions, "folder" | "threshold"> &
    Omit<CreateNearReportOptions, "threshold"> & { threshold?: number; share?: string } = {},
): Promise<NearReport> {
  const { share, ...rest } = options;
  const source = await createSource(miners, { pool, threshold });
  return createNearReport(source, { threshold: share, ...rest });
}

/** 26 sequences of five words; with another last word 25 of 27 are shared, with another one in the middle 21 of 31. */
const TEXT = words(0, 30);
const EDITED = `${words(0, 29)} x`;
const EDITED_TWICE = `y ${words(1, 29)} x`;
const OTHER = words(100, 130);

/** A place as `uid/row`. */
function name(uid: number | undefined, row: number): string {
  return `${uid ?? "pool"}/${row}`;
}

/** Pairs as `a ~ b jaccard`. */
function draw({ pairs }: NearReport): string[] {
  return pairs.map(
    ({ a, b, jaccard }) => `${name(a.uid, a.row)} ~ ${name(b.uid, b.row)} ${jaccard}`,
  );
}

/** A row with a system prompt. */
function withSystem(system: string, content: string): object {
  return { system, conversations: [{ role: "user", content }] };
}

/** A report without the paths of its files. */
function strip(report: NearReport): string {
  return JSON.stringify(report).replaceAll(/"path":"[^"]*",?/g, "");
}

describe("pairs of rows", () => {
  it("are of different miners, the earlier one first, as exact fractions", async () => {
    const report = await search([
      { uid: 1, block: 300, rows: [OTHER, EDITED] },
      { uid: 2, block: 100, rows: [TEXT] },
    ]);
    expect(draw(report)).toEqual(["2/0 ~ 1/1 25/27"]);
    expect(report.pairs[0]).toMatchObject({
      order: "earlier",
      blocksEarlier: 200,
      isSameColdkey: false,
      percent: (100 * 25) / 27,
      a: { uid: 2, row: 0, commitmentBlock: 100, alike: 1 },
      b: { uid: 1, row: 1, commitmentBlock: 300, alike: 1 },
    });
    expect(report.totals).toMatchObject({ rows: 3, miners: 2, differentRows: 3, pairs: 1 });
  });

  it("that nobody can order begin with the lower uid", async () => {
    const unknown = await search([
      { uid: 7, rows: [TEXT] },
      { uid: 3, block: 5, rows: [] },
      { uid: 4, rows: [EDITED] },
    ]);
    expect(unknown.pairs).toMatchObject([
      { a: { uid: 4 }, b: { uid: 7 }, order: "unknown", blocksEarlier: undefined },
    ]);
    expect(unknown.rowClusters[0]?.first).toBeUndefined();
    const tied = await search([
      { uid: 7, block: 9, rows: [TEXT] },
      { uid: 4, block: 9, rows: [EDITED] },
    ]);
    expect(tied.pairs).toMatchObject([{ a: { uid: 4 }, order: "same-block", blocksEarlier: 0 }]);
    expect(tied.rowClusters[0]?.first).toMatchObject({ uid: 4, row: 0 });
  });

  it("within one file are left out, and counted", async () => {
    const report = await search([
      { uid: 1, block: 1, rows: [TEXT, EDITED, OTHER] },
      { uid: 2, block: 2, rows: [words(200, 230)] },
    ]);
    expect(report).toMatchObject({ pairs: [], rowClusters: [], minerPairs: [], minerClusters: [] });
    expect(report.totals).toMatchObject({ pairs: 0, pairsLeftOut: 1 });
  });

  it("name the first of those that have the same row, and the first of another miner", async () => {
    const report = await search([
      { uid: 1, block: 1, rows: [TEXT, EDITED] },
      { uid: 2, block: 2, rows: [TEXT, TEXT] },
      { uid: 3, block: 3, rows: [EDITED] },
    ]);
    expect(draw(report)).toEqual(["1/0 ~ 3/0 25/27"]);
    expect(report.pairs[0]).toMatchObject({ a: { alike: 3 }, b: { alike: 2 } });
  });

  it("are 1/1 where rows differ in what is not compared", async () => {
    const shout = TEXT.toUpperCase().replaceAll(" ", " - ");
    const report = await search([
      { uid: 1, block: 1, rows: [TEXT] },
      { uid: 2, block: 2, rows: [shout, `${TEXT}!`] },
      { uid: 3, block: 3, rows: [`${TEXT}!`, { system: "s", conversations: [{ content: TEXT }] }] },
    ]);
    expect(draw(report)).toEqual(["1/0 ~ 2/0 1/1", "1/0 ~ 2/1 1/1", "1/0 ~ 3/1 1/1"]);
    expect(
      report.pairs.every(({ percent, a, b }) => percent === 100 && a.alike + b.alike === 10),
    ).toBe(true);
    expect(report.rowClusters).toMatchObject([{ size: 5, uids: [1, 2, 3] }]);
    expect(report.rowClusters[0]?.rows).toHaveLength(4);
  });

  it("of one wording are found where its first two kinds are one miner's", async () => {
    const report = await search([
      { uid: 1, block: 1, rows: [TEXT, `${TEXT}!`] },
      { uid: 2, block: 2, rows: [`${TEXT}?`] },
    ]);
    expect(draw(report)).toEqual(["1/0 ~ 2/0 1/1", "1/1 ~ 2/0 1/1"]);
    expect(report.totals.pairsLeftOut).toBe(0);
  });

  it("come with the nearest first", async () => {
    const report = await search(
      [
        { uid: 1, block: 1, rows: [TEXT] },
        { uid: 2, block: 2, rows: [EDITED_TWICE, EDITED, `${TEXT}.`] },
      ],
      { share: "0.5" },
    );
    expect(draw(report)).toEqual(["1/0 ~ 2/2 1/1", "1/0 ~ 2/1 25/27", "1/0 ~ 2/0 24/28"]);
  });
});

describe("the pool", () => {
  const miners = [
    { uid: 1, block: 1, rows: [EDITED, OTHER] },
    { uid: 2, block: 2, rows: [EDITED_TWICE] },
  ];
  const pool = [OTHER, TEXT];

  it("tells which rows it has", async () => {
    const report = await search([{ uid: 0, block: 0, rows: [TEXT] }, ...miners], { pool });
    expect(draw(report)).toEqual(["0/0 ~ 1/0 25/27", "1/0 ~ 2/0 25/27", "0/0 ~ 2/0 24/28"]);
    expect(report.pairs.map(({ a, b }) => [a.isInPool, b.isInPool])).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ]);
    expect(report.minerPairs.find(({ a, b }) => a === 0 && b === 1)).toMatchObject({
      twinsOfB: 1,
      twinsOfBOutsidePool: 1,
    });
    const without = await search([{ uid: 0, rows: [TEXT] }, ...miners]);
    expect(without.pairs[0]?.a.isInPool).toBeUndefined();
    expect(without.minerPairs[0]?.twinsOfBOutsidePool).toBeUndefined();
  });

  it("is earlier than everybody in its scope", async () => {
    const report = await search(miners, { pool, scope: "pool" });
    expect(draw(report)).toEqual(["pool/1 ~ 1/0 25/27", "pool/1 ~ 2/0 24/28"]);
    expect(report.pairs[0]).toMatchObject({ order: "earlier", blocksEarlier: undefined });
    expect(report.totals).toMatchObject({ rows: 3, poolRows: 2, pairs: 2, pairsLeftOut: 1 });
    expect(report.minerPairs).toMatchObject([
      { a: undefined, b: 1, twinsOfA: 2, twinsOfB: 2, identical: 1, isLinked: false },
      { a: undefined, b: 2, twinsOfA: 1, twinsOfB: 1, identical: 0, isLinked: false },
    ]);
    expect(report.minerClusters).toEqual([]);
    expect(report.rowClusters).toMatchObject([{ size: 3, uids: [1, 2], isInPool: true }]);
    expect(report.rowClusters[0]?.first).toMatchObject({ uid: undefined, row: 1 });
  });

  it("and miners against each other are the scope all", async () => {
    const report = await search(miners, { pool, scope: "all", threshold: 0 });
    expect(draw(report)).toEqual(["pool/1 ~ 1/0 25/27", "1/0 ~ 2/0 25/27", "pool/1 ~ 2/0 24/28"]);
    expect(report.minerClusters.map(({ members }) => members.map(({ uid }) => uid))).toEqual([
      [1, 2],
    ]);
  });

  it("may be missing", async () => {
    const report = await search(miners, { scope: "pool" });
    expect(report).toMatchObject({ pairs: [], totals: { poolRows: 0, pairsLeftOut: 1 } });
  });
});

describe("contained rows", () => {
  const LONG = words(0, 100);

  it("are in longer ones without being near them", async () => {
    const report = await search(
      [
        { uid: 1, block: 50, rows: [LONG] },
        { uid: 2, block: 20, rows: [TEXT] },
      ],
      { containment: "0.8" },
    );
    expect(report.pairs).toEqual([]);
    expect(report.contained).toMatchObject([
      {
        row: { uid: 2, row: 0 },
        container: { uid: 1, row: 0 },
        containment: "26/26",
        percent: 100,
        order: "earlier",
        blocksEarlier: -30,
      },
    ]);
    expect(report.totals.contained).toBe(1);
  });

  it("are not searched for unless asked, nor between rows of one miner", async () => {
    const miners = [
      { uid: 1, block: 1, rows: [LONG, TEXT] },
      { uid: 2, block: 2, rows: [OTHER] },
    ];
    expect(await search(miners, { containment: 0.8 })).toMatchObject({ contained: [] });
    const asked = await search([...miners, { uid: 3, rows: [LONG] }]);
    expect(asked).toMatchObject({ contained: [], containment: undefined });
  });
});

describe("clusters of miners", () => {
  const rows = [0, 1, 2].map((row) => words(1_000 * row, 1_000 * row + 30));
  const edit = (mark: string): string[] => rows.map((text) => `${text} ${mark}`);

  it("are linked by more rows with twins than the rules allow of shared ones", async () => {
    const miners = [
      { uid: 5, block: 10, rows },
      { uid: 6, block: 20, rows: edit("x") },
    ];
    const linked = await search(miners, { threshold: 2 });
    expect(linked.minerPairs).toMatchObject([
      { a: 5, b: 6, twinsOfA: 3, twinsOfB: 3, identical: 0, isLinked: true, blocksEarlier: 10 },
    ]);
    expect(linked.minerClusters).toMatchObject([
      {
        isOneColdkey: false,
        members: [
          { uid: 5, role: "first", blocksAfterFirst: 0, sources: [] },
          {
            uid: 6,
            role: "later",
            blocksAfterFirst: 10,
            sources: [{ uid: 5, twins: 3, hadFirst: 3 }],
          },
        ],
      },
    ]);
    const apart = await search(miners, { threshold: 3 });
    expect(apart.minerPairs).toMatchObject([{ isLinked: false }]);
    expect(apart).toMatchObject({ minerClusters: [], linkedAbove: 3 });
  });

  it("count each row of a miner once, however many twins it has", async () => {
    const report = await search([
      { uid: 1, block: 1, rows: [TEXT] },
      { uid: 2, block: 2, rows: [EDITED, `${words(0, 29)} y`, `${words(0, 29)} z`] },
    ]);
    expect(report.minerPairs).toMatchObject([{ twinsOfA: 1, twinsOfB: 3, isLinked: true }]);
    expect(report.minerClusters[0]?.members[1]?.sources).toMatchObject([
      { twins: 3, twinsOfOther: 1 },
    ]);
  });

  it("show a chain of copies with whom had the rows first", async () => {
    const report = await search([
      { uid: 1, block: 1, rows },
      { uid: 2, block: 2, rows: edit("x") },
      { uid: 3, block: 3, rows: edit("x") },
    ]);
    const third = report.minerClusters[0]?.members[2];
    expect(third?.sources).toMatchObject([
      { uid: 1, twins: 3, identical: 0, hadFirst: 3 },
      { uid: 2, twins: 3, identical: 3, hadFirst: 0 },
    ]);
  });

  it("mark one coldkey's own copies apart", async () => {
    const report = await search([
      { uid: 1, block: 1, rows, coldkey: "5Cold" },
      { uid: 2, block: 2, rows: edit("x"), coldkey: "5Cold" },
    ]);
    expect(report.minerPairs).toMatchObject([{ isSameColdkey: true }]);
    expect(report.minerClusters).toMatchObject([
      { isOneColdkey: true, members: [{ role: "first" }, { role: "own-copy" }] },
    ]);
  });

  it("come with those that exact comparison misses first", async () => {
    const others = [3, 4].map((row) => words(1_000 * row, 1_000 * row + 30));
    const report = await search([
      { uid: 1, block: 1, rows: others },
      { uid: 2, block: 2, rows: others },
      { uid: 3, block: 3, rows: others },
      { uid: 8, block: 4, rows },
      { uid: 9, block: 5, rows: edit("x") },
    ]);
    expect(report.minerClusters.map(({ members }) => members.map(({ uid }) => uid))).toEqual([
      [8, 9],
      [1, 2, 3],
    ]);
  });
});

describe("rows", () => {
  it("without a conversation or a word are counted and left alone", async () => {
    const report = await search([
      {
        uid: 1,
        block: 1,
        rows: [{ n: 1 }, { conversations: [] }, { conversations: [{ content: "…" }] }, ""],
      },
      { uid: 2, block: 2, rows: [{ n: 2 }, { conversations: [{ content: "!" }] }, TEXT] },
    ]);
    expect(report.totals).toMatchObject({
      rows: 7,
      differentRows: 7,
      withoutText: 2,
      withoutWords: 4,
      pairs: 0,
      rowClusters: 0,
    });
  });

  it("count as under the rules: the first ones, and none of a file that does not parse", async () => {
    const many = Array.from({ length: 120 }, (_, row) => words(1_000 * row, 1_000 * row + 30));
    const source = await createSource([
      { uid: 1, block: 1, rows: many },
      { uid: 2, block: 2, rows: many.slice(90).map((text) => `${text} x`) },
    ]);
    const { totals, minerPairs } = await createNearReport(source);
    expect(totals.rows).toBe(130);
    expect(minerPairs).toMatchObject([{ twinsOfA: 10, twinsOfB: 10 }]);
    const [first, second] = source.miners;
    const broken = { ...first!, file: { status: "void", rows: [] } as const };
    const without = await createNearReport({ ...source, miners: [broken, second!] });
    expect(without.totals).toMatchObject({ rows: 30, miners: 1, pairs: 0 });
  });

  it("have the system prompt in their text if that is asked for", async () => {
    const miners = [
      { uid: 1, block: 1, rows: [withSystem(OTHER, TEXT)] },
      { uid: 2, block: 2, rows: [withSystem(words(300, 400), EDITED)] },
    ];
    expect(draw(await search(miners))).toEqual(["1/0 ~ 2/0 25/27"]);
    expect(await search(miners, { includeSystem: true })).toMatchObject({
      pairs: [],
      includeSystem: true,
    });
  });

  it("are those of some miners if only those are asked for", async () => {
    const miners = [1, 2, 3].map((uid) => ({ uid, block: uid, rows: [`${TEXT} ${uid}`] }));
    expect(draw(await search(miners, { uids: [3, 2] }))).toEqual(["2/0 ~ 3/0 26/28"]);
    expect(draw(await search(miners))).toHaveLength(3);
  });
});

describe("a search", () => {
  const variants = Array.from({ length: 12 }, (_, uid) => ({
    uid,
    block: uid,
    rows: [`${TEXT} ${uid}`, `${TEXT} ${uid + 50}`],
  }));

  it("lists no more than it was told to, and says so; clusters are whole", async () => {
    const source = await createSource(variants);
    const all = await createNearReport(source);
    expect(all.pairs).toHaveLength((24 * 23) / 2 - 12);
    const some = await createNearReport(source, { maxPairs: 7 });
    expect(some.pairs).toHaveLength(7);
    expect(some.truncated).toEqual({ pairs: true, contained: false, links: false });
    expect(some.totals).toEqual(all.totals);
    const clusters = await createNearReport(source, { clustersOnly: true, containment: "0.5" });
    expect(clusters).toMatchObject({ pairs: [], contained: [], truncated: { pairs: true } });
    for (const { rowClusters, minerPairs, minerClusters } of [some, clusters]) {
      expect({ rowClusters, minerPairs, minerClusters }).toEqual({
        rowClusters: all.rowClusters,
        minerPairs: all.minerPairs,
        minerClusters: all.minerClusters,
      });
    }
    expect(all.rowClusters).toMatchObject([{ size: 24, first: { uid: 0, row: 0 } }]);
  });

  it("finds the same in any order of the files, with any threads, memory and exact engine", async () => {
    const source = await createSource(variants);
    const reversed = await createSource(variants, { reversed: true });
    const expected = JSON.stringify(await createNearReport(source, { containment: "0.5" }));
    const again = await createNearReport(reversed, { containment: "0.5" });
    expect(strip(again)).toBe(strip(JSON.parse(expected) as NearReport));
    for (const options of [{ threads: 1 }, { threads: 2 }, { maxMemory: 2 ** 26 }]) {
      const report = await createNearReport(source, { containment: "0.5", ...options });
      expect(JSON.stringify(report)).toBe(expected);
    }
    const reference = await createNearReport(source, { containment: "0.5", engine: "reference" });
    expect(JSON.stringify({ ...reference, engine: "exact" })).toBe(expected);
  });

  it("tells how far it is, and stops when it is told to", async () => {
    const source = await createSource(variants);
    const seen: NearProgress[] = [];
    // The exact engine has done so little before it would tell anything.
    const engine = "reference";
    await createNearReport(source, { engine, onProgress: (progress) => seen.push(progress) });
    expect(seen.some(({ phase }) => phase === "read")).toBe(true);
    const stop = new Error("stop");
    await expect(createNearReport(source, { signal: AbortSignal.abort(stop) })).rejects.toBe(stop);
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(stop);
    await expect(
      createNearReport(source, { engine, signal: controller.signal, onProgress }),
    ).rejects.toBe(stop);
  });

  it("refuses thresholds that are none", async () => {
    const source = await createSource(variants);
    for (const threshold of [0, -1, 2, Number.NaN, "abc"]) {
      await expect(createNearReport(source, { threshold })).rejects.toThrow(RangeError);
    }
  });

  it("of nobody and of nothing finds nothing", async () => {
    for (const miners of [[], [{ uid: 1, rows: [] }], [{ uid: 1, rows: [TEXT] }]]) {
      expect(await search(miners, { containment: "0.8" })).toMatchObject({
        pairs: [],
        contained: [],
        rowClusters: [],
        minerPairs: [],
        minerClusters: [],
      });
    }
  });
});
