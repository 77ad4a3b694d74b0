import type { RowSource, TableRow } from "@flock-tools/tabular";
import { expect, it } from "vitest";
import { splitByUid } from "./split-by-uid.ts";

async function* toSource(batches: readonly (readonly TableRow[])[]): RowSource {
  yield* batches;
}

async function collect(batches: readonly (readonly TableRow[])[]): Promise<unknown> {
  const groups: unknown[] = [];
  for await (const { uid, rows } of splitByUid(toSource(batches), 1)) {
    const names: unknown[] = [];
    for await (const batch of rows) names.push(...batch.map(([name]) => name));
    groups.push([uid, names]);
  }
  return groups;
}

it.each([
  ["nothing", [], []],
  ["empty batches", [[], []], []],
  ["one miner over batches", [[["a", 3]], [], [["b", 3]]], [[3, ["a", "b"]]]],
  [
    "miners that change within and between batches",
    [
      [
        ["a", 0],
        ["b", 0],
        ["c", 5],
      ],
      [
        ["d", 5],
        ["e", 6],
      ],
      [["f", 7]],
    ],
    [
      [0, ["a", "b"]],
      [5, ["c", "d"]],
      [6, ["e"]],
      [7, ["f"]],
    ],
  ],
] as const)("cuts %s", async (_, batches, groups) => {
  expect(await collect(batches)).toEqual(groups);
});

it("lets go of what it reads when nobody reads on", async () => {
  let isReleased = false;
  async function* read(): RowSource {
    try {
      yield [["a", 0]];
      yield [["b", 1]];
    } finally {
      isReleased = true;
    }
  }
  for await (const { rows } of splitByUid(read(), 1)) {
    for await (const batch of rows) expect(batch).toEqual([["a", 0]]);
    break;
  }
  expect(isReleased).toBe(true);
});
