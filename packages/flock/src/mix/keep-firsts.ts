/** The rows that are kept of groups of twins. */
export interface KeptRows {
  /** Ascending. */
  readonly kept: Uint32Array;
  /** For each row how many others of its group were dropped for it. */
  readonly droppedFor: Uint32Array;
}

/**
 * Keeps the first row of each group.
 *
 * @param groupOf for each row the first row of its group
 */
export function keepFirsts(groupOf: Uint32Array): KeptRows {
  const droppedFor = new Uint32Array(groupOf.length);
  for (const [row, first] of groupOf.entries()) {
    if (row !== first) droppedFor[first] = (droppedFor[first] ?? 0) + 1;
  }
  const kept = Uint32Array.from(groupOf.keys()).filter((row) => groupOf[row] === row);
  return { kept, droppedFor };
}
