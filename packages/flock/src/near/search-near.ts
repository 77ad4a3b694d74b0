import {
  findNear,
  type FindNearOptions,
  type NearEngine,
  type NearProgress,
  type NearResult,
} from "@flock-tools/neardup";
import type { AbortOptions } from "@flock-tools/core";
import { createNearTexts, type NearTextsOptions } from "./near-texts.ts";
import type { NearRows } from "./near-rows.ts";
import { createNumberTable, type NumberTable } from "./number-table.ts";

/** How a search goes about it; none of these but `engine` and the two shares change what is found. */
export interface NearSearchSettings extends AbortOptions {
  /** Least Jaccard similarity of near rows: a decimal in (0, 1], taken exactly. Default "0.8". */
  readonly threshold?: string | number | undefined;
  /** Least share of a contained row that is in the other, likewise; not searched for without it. */
  readonly containment?: string | number | undefined;
  /** Default `exact`. */
  readonly engine?: NearEngine | undefined;
  readonly threads?: number | undefined;
  /** Bytes. */
  readonly maxMemory?: number | undefined;
  readonly onProgress?: ((progress: NearProgress) => void) | undefined;
}

export interface NearSearchOptions extends NearSearchSettings {
  readonly texts: NearTextsOptions;
  /** Pairs to be held at most, and contained rows. */
  readonly maxPairs: number;
}

/** What a search found, by the numbers of its texts. */
export interface NearSearch {
  readonly result: NearResult;
  /** The kind of each text. */
  readonly kinds: readonly number[];
  /** First text of the empty ones; the number of texts if there is none. */
  readonly emptyText: number;
  /** Columns: a, b, size of a, size of b, shared. */
  readonly pairs: NumberTable;
  /** Columns: row, container, size, size of the container, shared. */
  readonly contained: NumberTable;
}

/** Searches among the texts of `rows`. @throws what `findNear` and `readRowLines` throw */
export async function searchNear(
  rows: NearRows,
  { texts: textOptions, maxPairs, ...settings }: NearSearchOptions,
): Promise<NearSearch> {
  const texts = createNearTexts(rows, textOptions);
  const pairs = createNumberTable(5);
  const contained = createNumberTable(5);
  const options: FindNearOptions = {
    ...settings,
    maxPairs,
    onPairs(found) {
      for (const { a, b, sizeA, sizeB, shared } of found) pairs.add(a, b, sizeA, sizeB, shared);
    },
    onContained(found) {
      for (const { row, container, size, containerSize, shared } of found)
        contained.add(row, container, size, containerSize, shared);
    },
  };
  const result = await findNear(texts.source, options);
  const kinds = texts.places();
  return {
    result,
    kinds,
    emptyText: result.firstOf[kinds.length] ?? kinds.length,
    pairs,
    contained,
  };
}
