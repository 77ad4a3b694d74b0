import { groupByNumber } from "../near/near-rows.ts";
import { sortByDraw } from "./create-draw.ts";

export interface QuotaOptions {
  /** Rows of one miner at most; undefined: all. */
  readonly quota: number | undefined;
  /** How many miners there are. */
  readonly sources: number;
  readonly sourceOf: (row: number) => number;
  /** Whose rows are more than the quota keeps those for which the lowest numbers are drawn. */
  readonly draw: (row: number) => number;
}

/** At most `quota` rows of each miner, ascending as `rows` are. */
export function applyQuota(
  rows: Uint32Array,
  { quota, sources, sourceOf, draw }: QuotaOptions,
): Uint32Array {
  if (quota === undefined) return rows;
  const { starts, members } = groupByNumber(Uint32Array.from(rows, sourceOf), sources);
  const isTaken = new Uint8Array(rows.length);
  for (let source = 0; source < sources; source += 1) {
    const places = members.subarray(starts[source], starts[source + 1]);
    const chosen =
      places.length <= quota
        ? places
        : sortByDraw(places, (place) => draw(rows[place] ?? 0)).subarray(0, quota);
    for (const place of chosen) isTaken[place] = 1;
  }
  return rows.filter((_, place) => isTaken[place] === 1);
}
