import type { AbortOptions, Uid } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import { keyOf } from "../judgement/roster.ts";
import type { ExportMiner } from "./export-plan.ts";
import { createHashSet } from "./hash-set.ts";
import { listFileRows } from "./list-file-rows.ts";
import type { RowChoice } from "./read-selected-rows.ts";

/**
 * Chooses the first of rows that are the same, as `unique` in a selection says it. Takes one bit for each row.
 *
 * @throws what `listFileRows` throws
 */
export async function findUniqueRows(
  store: Store,
  { miners, signal }: { readonly miners: readonly ExportMiner[] } & AbortOptions,
): Promise<RowChoice> {
  const seen = createHashSet();
  const firsts = new Map<Uid, RowBits>();
  for (const miner of miners.toSorted(compareMiners)) {
    const bits = createRowBits(miner.rows);
    firsts.set(miner.uid, bits);
    for await (const rows of listFileRows(store, miner, { signal })) {
      for (const row of rows) if (seen.add(keyOf(row))) bits.add(row.row);
    }
  }
  return ({ uid }, { row }) => firsts.get(uid)?.has(row) === true;
}

function compareMiners(a: ExportMiner, b: ExportMiner): number {
  return a.commitmentBlock - b.commitmentBlock || a.uid - b.uid;
}

interface RowBits {
  add(row: number): void;
  has(row: number): boolean;
}

function createRowBits(rows: number): RowBits {
  let bits = new Uint8Array(Math.ceil(rows / 8));
  return {
    add(row) {
      if (row >> 3 >= bits.length) {
        const larger = new Uint8Array(2 * bits.length + 1);
        larger.set(bits);
        bits = larger;
      }
      bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    },
    has: (row) => ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0,
  };
}
