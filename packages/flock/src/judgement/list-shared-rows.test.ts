import { describe, expect, it } from "vitest";
import {
  createFile,
  createInput,
  createMiner,
  createRules,
  range,
} from "../../testing/create-judgement.ts";
import { listSharedRows } from "./list-shared-rows.ts";

describe("listSharedRows", () => {
  it("says where each shared row stands in both, in the order of the first", () => {
    const input = createInput([
      { uid: 3, rows: [9, 1, 2, 1] },
      { uid: 7, rows: [1, 8, 9] },
    ]);
    const both = { isIdentical: true, isInPool: true };
    expect(listSharedRows(input, { a: 3, b: 7 })).toEqual([
      { canonical: "row 9", inA: [0], inB: [2], ...both },
      { canonical: "row 1", inA: [1, 3], inB: [0], ...both },
    ]);
    expect(listSharedRows(input, { a: 7, b: 3 }).map(({ inA }) => inA)).toEqual([[0], [2]]);
  });

  it("tells rows that only Python prints alike from those of the same bytes", () => {
    const reworded = createFile([1, 2]);
    const other = {
      ...createMiner({ uid: 2 }),
      file: {
        ...reworded,
        rows: reworded.rows.map((row) => ({ ...row, raw: `other ${row.raw}` })),
      },
    };
    const input = { ...createInput([{ uid: 1, rows: [2] }]) };
    const rows = listSharedRows({ ...input, miners: [...input.miners, other] }, { a: 1, b: 2 });
    expect(rows).toMatchObject([{ canonical: "row 2", isIdentical: false }]);
  });

  it("looks at the rows that count alone, and at files that parse", () => {
    const spec = [
      { uid: 1, rows: range(0, 5) },
      { uid: 2, rows: range(0, 5).toReversed() },
      { uid: 3, rows: range(0, 5), status: "void" as const },
      { uid: 4 },
    ];
    const input = createInput(spec, { ruleSet: createRules({ rows: 3 }) });
    expect(listSharedRows(input, { a: 1, b: 2 }).map(({ canonical }) => canonical)).toEqual([
      "row 2",
    ]);
    for (const b of [3, 4, 99]) expect(listSharedRows(input, { a: 1, b })).toEqual([]);
  });

  it("says whether a row stands in the pool, if there is one", () => {
    const miners = [
      { uid: 1, rows: [1, 6_000, undefined] },
      // What is printed for the third row is not known, and its bytes are others.
      { uid: 2, rows: [6_000, 1, 7, undefined] },
    ];
    const isInPool = (pool: ReturnType<typeof createFile> | undefined) =>
      listSharedRows(createInput(miners, { pool }), { a: 1, b: 2 }).map((row) => row.isInPool);
    expect(isInPool(createFile(range(0, 10)))).toEqual([true, false]);
    expect(isInPool(undefined)).toEqual([undefined, undefined]);
  });
});
