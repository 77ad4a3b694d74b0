import type { AbortOptions } from "@flock-tools/core";
import { findNear, type NearProgress } from "@flock-tools/neardup";
import type { Store } from "@flock-tools/store";
import { createNearTexts } from "../near/near-texts.ts";
import type { RowDigest } from "../judgement/judgement-input.ts";
import type { MixMaterial } from "./choose-mix-rows.ts";
import type { RowKinds } from "./number-kinds.ts";

/** How a search goes about it. */
export interface TwinSearchOptions extends AbortOptions {
  /** Least Jaccard similarity of twins. */
  readonly threshold: string;
  readonly includeSystem: boolean;
  readonly threads?: number | undefined;
  /** Bytes. */
  readonly maxMemory?: number | undefined;
  readonly onProgress?: ((progress: NearProgress) => void) | undefined;
}

/** Rows that hang together as twins. */
export interface TwinClusters {
  /** For each row that was looked at the first of its cluster; meaningless for others. */
  readonly clusterOf: Uint32Array;
  /** Whether a row that was looked at has no text, or one without a word: only equal rows are its twins. */
  readonly hasNoText: (row: number) => boolean;
}

/**
 * Finds which of some rows are twins: equal ones, and all that hangs together by near pairs at the threshold or above it.
 * Each kind of row is read once, from its blob, a batch at a time.
 *
 * @param rows ascending
 * @throws FlockError ROW_CHANGED, StoreError, NeardupError, RangeError for a bad threshold; the abort reason
 */
export async function findClusters(
  store: Store,
  { material, kinds, rows }: { material: MixMaterial; kinds: RowKinds; rows: Uint32Array },
  { includeSystem, ...settings }: TwinSearchOptions,
): Promise<TwinClusters> {
  const { kindOf } = kinds;
  const leaders = listLeaders(rows, kindOf);
  const toRead = listFilesToRead(material, leaders);
  const { signal } = settings;
  const texts = createNearTexts({ toRead }, { store, includeSystem, signal });
  const { clusterOf, firstOf } = await findNear(texts.source, { ...settings, maxPairs: 0 });
  const places = texts.places();
  // The text behind all others is empty; the first of the empty ones stands for them.
  const emptyText = firstOf[places.length];
  const clusterOfKind = new Uint32Array(kindOf.length);
  const hasText = new Uint8Array(kindOf.length);
  for (const leader of leaders) clusterOfKind[kindOf[leader] ?? 0] = leader;
  for (const [text, place] of places.entries()) {
    const first = clusterOf[text] ?? text;
    if (first === emptyText) continue;
    const kind = kindOf[leaders[place] ?? 0] ?? 0;
    clusterOfKind[kind] = leaders[places[first] ?? 0] ?? 0;
    hasText[kind] = 1;
  }
  return {
    clusterOf: kindOf.map((kind) => clusterOfKind[kind] ?? 0),
    hasNoText: (row) => hasText[kindOf[row] ?? row] !== 1,
  };
}

/** The first of each kind among some rows, ascending. */
function listLeaders(rows: Uint32Array, kindOf: Uint32Array): Uint32Array {
  const isMet = new Uint8Array(kindOf.length);
  return rows.filter((row) => {
    const kind = kindOf[row] ?? row;
    const isFirst = isMet[kind] === 0;
    isMet[kind] = 1;
    return isFirst;
  });
}

/** One part for each miner's file; its rows become objects only while it is read. */
function listFilesToRead(
  { rows, sources }: MixMaterial,
  leaders: Uint32Array,
): { readonly sha256: string; readonly rows: readonly RowDigest[] }[] {
  const parts: { sha256: string; rows: readonly RowDigest[] }[] = [];
  for (let from = 0; from < leaders.length;) {
    const source = rows.sourceOf(leaders[from] ?? 0);
    let until = from + 1;
    while (until < leaders.length && rows.sourceOf(leaders[until] ?? 0) === source) until += 1;
    const ofFile = leaders.subarray(from, until);
    parts.push({
      sha256: sources[source]?.sha256 ?? "",
      get rows() {
        return Array.from(ofFile, (index): RowDigest => {
          const { row, offset, length, rawSha256, canonicalSha256 } = rows.get(index);
          return { row, offset, length, raw: rawSha256, canonical: canonicalSha256 };
        });
      },
    });
    from = until;
  }
  return parts;
}
