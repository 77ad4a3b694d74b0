import { describe, expect, it } from "vitest";
import { groupClusters } from "./near-files-clusters.ts";

function group(clusterOf: readonly number[], firstOf: readonly number[]) {
  const { clusters, texts } = groupClusters({
    clusterOf: Uint32Array.from(clusterOf),
    firstOf: Uint32Array.from(firstOf),
  });
  return clusters.map(({ start, end, different }) => [different, ...texts.subarray(start, end)]);
}

describe("groupClusters", () => {
  it("has the largest first, and leaves out what is alone", () => {
    expect(group([0, 1, 2, 1, 0, 5, 1], [0, 1, 2, 3, 0, 5, 1])).toEqual([
      [2, 1, 3, 6],
      [1, 0, 4],
    ]);
  });

  it("has none of nothing", () => {
    expect(group([], [])).toEqual([]);
    expect(group([0, 1], [0, 1])).toEqual([]);
  });

  it("holds a million identical rows as one cluster", () => {
    const rows = 1_000_000;
    const same = new Uint32Array(rows);
    const { clusters, texts } = groupClusters({ clusterOf: same, firstOf: same });
    expect(clusters).toEqual([{ start: 0, end: rows, different: 1 }]);
    expect([texts[0], texts[rows - 1]]).toEqual([0, rows - 1]);
  });
});
