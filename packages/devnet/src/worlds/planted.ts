import type { PlantedCopy } from "../world.ts";
import type { Publisher } from "./cast.ts";
import { countSharedRows, type DataSet } from "./data-set.ts";

/** What a publisher took from whom, the shared rows counted in the data themselves; `undefined` for honest ones. */
export function describePlanted(
  { rows, coldkeyOf, repoOf }: Publisher,
  uid: number,
  data: ReadonlyMap<number, DataSet>,
): PlantedCopy | undefined {
  const from = (sourceUid: number): { sourceUid: number; sharedRows: number } => ({
    sourceUid,
    sharedRows: countBetween(data, uid, sourceUid),
  });
  if (coldkeyOf !== undefined) return { kind: "same-coldkey", ...from(coldkeyOf) };
  if (repoOf !== undefined) return { kind: "copy", ...from(repoOf) };
  switch (rows.kind) {
    case "picked":
    case "empty":
    case "broken-line":
      return undefined;
    case "near-copy":
      return { kind: "near-copy", editRate: rows.editRate, ...from(rows.of) };
    case "partial":
      return {
        kind: "partial",
        ...from(rows.of),
        ...(rows.also === undefined ? {} : { alsoFrom: from(rows.also.of) }),
      };
    case "copy":
    case "reordered":
      return { kind: rows.kind, ...from(rows.of) };
    default:
      return rows satisfies never;
  }
}

function countBetween(data: ReadonlyMap<number, DataSet>, left: number, right: number): number {
  const [first, second] = [data.get(left), data.get(right)];
  return first === undefined || second === undefined ? 0 : countSharedRows(first, second);
}
