import type { BlockRef } from "@flock-tools/core";
import type { Blocks, BranchBlock } from "./blocks.ts";

/** What is known of a block of a branch. */
interface Branched<T> {
  readonly block: BranchBlock;
  /** What its branch was given; undefined once another block of its height is final. */
  readonly value: T | undefined;
}

/**
 * Blocks above the final head, which may be replaced by others until one is final. A node keeps the state of every branch
 * until then, and their headers after it too (substrate, client/state-db, `canonicalize_block`).
 */
export interface Branches<T> {
  /** The newest block of the branch that is the best, if there is one. */
  best(): BranchBlock | undefined;
  /** The block of the best branch at this height. */
  at(number: number): BranchBlock | undefined;
  /** The block of any branch. */
  find(hash: string): Branched<T> | undefined;
  /** Starts another branch above the block `after`, which is the best one from now on. */
  start(options: { readonly after: BlockRef; readonly depth: number; readonly value: T }): void;
  /** Ends all branches. */
  finalize(): void;
}

export function createBranches<T>(blocks: Blocks): Branches<T> {
  const known = new Map<string, { readonly block: BranchBlock; value: T | undefined }>();
  let best: readonly BranchBlock[] = [];
  let started = 0;
  return {
    best: () => best.at(-1),
    at: (number) => best.find((block) => block.number === number),
    find: (hash) => known.get(hash),
    start({ after, depth, value }) {
      started += 1;
      best = blocks.branch(after.number, depth, `branch ${started}`);
      for (const block of best) known.set(block.hash, { block, value });
    },
    finalize() {
      best = [];
      for (const branched of known.values()) branched.value = undefined;
    },
  };
}
