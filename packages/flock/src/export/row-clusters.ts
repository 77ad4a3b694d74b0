import type { NearRows, RowPlace } from "../near/near-rows.ts";
import type { NearSearch } from "../near/search-near.ts";

/** Whether a row is in a cluster of several, and in which. */
export interface RowClusters {
  /** Of the kind's rows: the number of their cluster, and the row of it that was there first. */
  of(kind: number): { readonly cluster: number; readonly first: RowPlace } | undefined;
}

/** @param kindOf of each owner's rows, -1 for those that were not compared */
export function findRowClusters(
  { keys }: NearRows,
  { result, kinds, emptyText }: NearSearch,
  kindOf: readonly Int32Array[],
): RowClusters {
  // Rows without words are similar to none: each kind of those is by itself, with a number behind those of all texts.
  const groupOf = Uint32Array.from(keys, (_, kind) => kinds.length + kind);
  for (const [text, kind] of kinds.entries()) {
    if (result.firstOf[text] !== emptyText) groupOf[kind] = result.clusterOf[text] ?? text;
  }
  const sizes = new Uint32Array(kinds.length + keys.length);
  for (const kind of listKnown(kindOf)) {
    const group = groupOf[kind.kind] ?? 0;
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  const found = new Map<number, { readonly cluster: number; readonly first: RowPlace }>();
  for (const { kind, owner, row } of listKnown(kindOf)) {
    const group = groupOf[kind] ?? 0;
    if ((sizes[group] ?? 0) < 2 || found.has(group)) continue;
    found.set(group, { cluster: found.size, first: { owner, row } });
  }
  return { of: (kind) => found.get(groupOf[kind] ?? -1) };
}

/** By who was there first. */
function* listKnown(
  kindOf: readonly Int32Array[],
): Generator<RowPlace & { readonly kind: number }, void, undefined> {
  for (const [owner, kinds] of kindOf.entries()) {
    for (const [row, kind] of kinds.entries()) if (kind >= 0) yield { owner, row, kind };
  }
}
