import type { NearResult } from "@flock-tools/neardup";

/** Two or more texts that belong together. */
export interface TextCluster {
  /** Where its texts begin in `texts`. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Different sets of shingles among them. */
  readonly different: number;
}

export interface TextClusters {
  /** The largest first, of equally large ones the one with the lower first text. */
  readonly clusters: readonly TextCluster[];
  /** Numbers of texts, cluster by cluster, ascending within each. */
  readonly texts: Uint32Array;
}

/** The clusters of a search's result, in memory that grows with the texts and not with the pairs of them. */
export function groupClusters({
  clusterOf,
  firstOf,
}: Pick<NearResult, "clusterOf" | "firstOf">): TextClusters {
  const sizes = countEach(clusterOf);
  const different = new Uint32Array(clusterOf.length);
  for (const [text, cluster] of clusterOf.entries()) {
    if (firstOf[text] === text) different[cluster] = (different[cluster] ?? 0) + 1;
  }
  const names: number[] = [];
  for (const [cluster, size] of sizes.entries()) if (size > 1) names.push(cluster);
  names.sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
  const clusters: TextCluster[] = [];
  const places = new Uint32Array(clusterOf.length);
  let end = 0;
  for (const name of names) {
    const start = end;
    end += sizes[name] ?? 0;
    places[name] = start;
    clusters.push({ start, end, different: different[name] ?? 0 });
  }
  const texts = new Uint32Array(end);
  for (const [text, cluster] of clusterOf.entries()) {
    if ((sizes[cluster] ?? 0) < 2) continue;
    const place = places[cluster] ?? 0;
    texts[place] = text;
    places[cluster] = place + 1;
  }
  return { clusters, texts };
}

/** How often each number below `numbers.length` stands in `numbers`. */
export function countEach(numbers: Uint32Array): Uint32Array {
  const counts = new Uint32Array(numbers.length);
  for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
  return counts;
}
