import { describe, expect, it } from "vitest";
import { createFile, createInput } from "../../testing/create-judgement.ts";
import type { JudgementSource, SourcedMiner } from "../judgement-source.ts";
import { createNearRows, groupByNumber } from "./near-rows.ts";

type MinerSpec = Parameters<typeof createInput>[0][number] & Partial<SourcedMiner>;

function createSource(miners: readonly MinerSpec[], pool?: readonly number[]): JudgementSource {
  const input = createInput(miners, { pool: pool && createFile(pool) });
  return { input, miners: input.miners, pool: { certainty: "given", path: "pool.jsonl" } };
}

describe("createNearRows", () => {
  it("has each kind of row once, with all its places by who was there first", () => {
    const rows = createNearRows(
      createSource([
        { uid: 0, block: 30, rows: [1, 2, 1], sha256: "aa" },
        { uid: 1, block: 10, rows: [2, 3], sha256: "bb" },
        { uid: 2, block: 20, rows: [2, 3], sha256: "bb" },
      ]),
      { scope: "miners" },
    );
    expect(rows.owners.map(({ miner }) => miner?.uid)).toEqual([1, 2, 0]);
    expect(rows.keys).toEqual(["row 2", "row 3", "row 1"]);
    expect(rows.places.of(0)).toEqual([
      { owner: 0, row: 0 },
      { owner: 1, row: 0 },
      { owner: 2, row: 1 },
    ]);
    expect(rows.places.of(2)).toEqual([
      { owner: 2, row: 0 },
      { owner: 2, row: 2 },
    ]);
    expect([rows.places.count(2), rows.places.owners(2), rows.places.heads(2)]).toEqual([
      2,
      [2],
      [{ owner: 2, row: 0 }],
    ]);
    expect([rows.places.owners(0), rows.places.heads(0)]).toEqual([
      [0, 1, 2],
      [
        { owner: 0, row: 0 },
        { owner: 1, row: 0 },
      ],
    ]);
    expect([rows.rowCount, rows.poolRowCount, rows.rowsLeftOut]).toEqual([7, 0, 0]);
  });

  it("answers for each of a quarter of a million equal rows of one miner in no time", () => {
    const many = 250_000;
    const { places } = createNearRows(
      createSource([
        { uid: 0, block: 10, rows: Array.from({ length: many }, () => 7) },
        { uid: 1, block: 20, rows: [7, 8, 7] },
        { uid: 2, block: 30, rows: [8, 7] },
      ]),
      { scope: "miners" },
    );
    let rows = 0;
    for (let row = 0; row < many; row += 1) rows += places.heads(0)[1]?.owner === 1 ? 1 : 0;
    expect(rows).toBe(many);
    expect([places.owners(0), places.owners(1)]).toEqual([
      [0, 1, 2],
      [1, 2],
    ]);
    expect(places.heads(1)).toEqual([
      { owner: 1, row: 1 },
      { owner: 2, row: 0 },
    ]);
  });

  it("reads identical files once, and of others what is new", () => {
    const { toRead } = createNearRows(
      createSource([
        { uid: 0, block: 30, rows: [1, 2, 1], sha256: "aa" },
        { uid: 1, block: 10, rows: [2, 3], sha256: "bb" },
        { uid: 2, block: 20, rows: [2, 3], sha256: "bb" },
      ]),
      { scope: "miners" },
    );
    expect(toRead.map(({ sha256, rows }) => [sha256, rows.map(({ row }) => row)])).toEqual([
      ["bb", [0, 1]],
      ["aa", [0]],
    ]);
  });

  it("begins with the pool where it is in the scope", () => {
    const source = createSource([{ uid: 4, rows: [1, 9] }], [1, 5]);
    const rows = createNearRows(source, { scope: "pool" });
    expect(rows.owners.map(({ miner, path }) => [miner?.uid, path])).toEqual([
      [undefined, "pool.jsonl"],
      [4, undefined],
    ]);
    expect(rows.keys.map((_, kind) => rows.isInPool(kind))).toEqual([true, true, false]);
    expect([rows.rowCount, rows.poolRowCount]).toEqual([4, 2]);
    const without = createNearRows(source, { scope: "miners" });
    expect(without.owners).toHaveLength(1);
    expect([without.isInPool(0), without.isInPool(1)]).toEqual([true, false]);
  });

  it("leaves out rows that nobody can read for sure, rows that are too long, and void files", () => {
    const source = createSource([
      { uid: 1, rows: [1, undefined, 2] },
      { uid: 2, rows: [3], status: "void" },
    ]);
    const [first] = source.miners;
    const file = createFile([1, 2]);
    const [short, long] = file.rows;
    const lengths = [
      { ...short!, length: 16_000_000 },
      { ...long!, length: 16_000_001 },
    ];
    const measured = { ...first!, file: { ...file, rows: lengths } };
    const rows = createNearRows(source, { scope: "miners" });
    expect([rows.keys, rows.owners.length, rows.rowsLeftOut]).toEqual([["row 1", "row 2"], 1, 1]);
    const capped = createNearRows({ ...source, miners: [measured] }, { scope: "miners" });
    expect([capped.keys, capped.rowsLeftOut]).toEqual([["row 1"], 1]);
  });
});

describe("groupByNumber", () => {
  it("lists the indexes of each number", () => {
    const { starts, members } = groupByNumber([2, 0, 2, 4], 5);
    expect([...starts]).toEqual([0, 1, 1, 3, 3, 4]);
    expect([...members]).toEqual([1, 0, 2, 3]);
    expect(groupByNumber([], 0)).toEqual({
      starts: new Uint32Array(1),
      members: new Uint32Array(),
    });
  });
});
