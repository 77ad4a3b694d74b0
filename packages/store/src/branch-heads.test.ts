import { expect, it } from "vitest";
import { COMMIT, createStore } from "../testing/helpers.ts";
import { findBranchHead, listBranchHeads, recordBranchHead } from "./branch-heads.ts";

const MAIN = { repoId: "org/pool", branch: "main" };
const OTHER = "b".repeat(40);

it("tells where a branch was last seen by a block", () => {
  const store = createStore();
  recordBranchHead(store, { ...MAIN, block: 200, commit: OTHER });
  recordBranchHead(store, { ...MAIN, block: 100, commit: COMMIT });
  const at = (block: number): unknown => findBranchHead(store, { ...MAIN, block });
  expect([99, 100, 199, 200, 9999].map(at)).toEqual([
    undefined,
    { block: 100, commit: COMMIT },
    { block: 100, commit: COMMIT },
    { block: 200, commit: OTHER },
    { block: 200, commit: OTHER },
  ]);
  expect(listBranchHeads(store, MAIN)).toEqual([
    { block: 100, commit: COMMIT },
    { block: 200, commit: OTHER },
  ]);
  for (const key of [
    { ...MAIN, branch: "dev" },
    { ...MAIN, repoId: "org/other" },
    { ...MAIN, branch: "\0" },
  ]) {
    expect(findBranchHead(store, { ...key, block: 300 })).toBeUndefined();
    expect(listBranchHeads(store, key)).toEqual([]);
  }
});

it("keeps the last word at one block, and takes whole hashes only", () => {
  const store = createStore();
  recordBranchHead(store, { ...MAIN, block: 1, commit: COMMIT });
  recordBranchHead(store, { ...MAIN, block: 1, commit: OTHER });
  expect(listBranchHeads(store, MAIN)).toEqual([{ block: 1, commit: OTHER }]);
  expect(() => recordBranchHead(store, { ...MAIN, block: 2, commit: "abc" })).toThrow(RangeError);
});
