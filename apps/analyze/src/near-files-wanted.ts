import type { TextClusters } from "./near-files-clusters.ts";
import { type NearFindings, sortContained, sortPairs } from "./near-files-report.ts";

export interface ListWantedOptions {
  /** Entries of each list; Infinity for all. */
  readonly most: number;
}

/** The numbers of the texts that stand in the first entries of each list of a report, ascending, each once. */
export function listWanted(
  { pairs, contained }: NearFindings,
  { clusters, texts }: TextClusters,
  { most }: ListWantedOptions,
): number[] {
  const wanted = new Set<number>();
  for (const { a, b } of sortPairs(pairs).slice(0, most)) wanted.add(a).add(b);
  for (const { row, container } of sortContained(contained).slice(0, most)) {
    wanted.add(row).add(container);
  }
  for (const { start } of clusters.slice(0, most)) wanted.add(texts[start] ?? 0);
  return [...wanted].toSorted((a, b) => a - b);
}
