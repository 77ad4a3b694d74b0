import type { Uid } from "@flock-tools/core";
import { describePlace } from "./describe-place.ts";
import type { NearFindings } from "./list-row-pairs.ts";
import type { NearClusterRow, NearPlace, NearRowCluster } from "./near-report.ts";
import { groupByNumber, type NearRows } from "./near-rows.ts";
import { getHeads, isInScope, listOwnersOf } from "./wordings.ts";

/** Clusters of different rows of owners that are held against each other, the largest first. */
export function listRowClusters({ rows, scope, search }: NearFindings): NearRowCluster[] {
  const { result, kinds, emptyText } = search;
  const { starts, members } = groupByNumber(
    result.clusterOf.subarray(0, kinds.length),
    kinds.length,
  );
  const clusters: { readonly first: number; readonly cluster: NearRowCluster }[] = [];
  for (let first = 0; first < kinds.length; first += 1) {
    const texts = members.subarray(starts[first], starts[first + 1]);
    if (texts.length < 2 || first === emptyText) continue;
    const ofCluster = Array.from(texts, (text) => kinds[text] ?? 0);
    const owners = listOwnersOf(rows, ofCluster);
    const isShared = owners.some((owner) => isInScope(rows, scope, [owner, owners[0] ?? owner]));
    if (isShared) clusters.push({ first, cluster: describeCluster(rows, ofCluster, owners) });
  }
  return clusters
    .toSorted((a, b) => b.cluster.size - a.cluster.size || a.first - b.first)
    .map(({ cluster }) => cluster);
}

function describeCluster(
  rows: NearRows,
  kinds: readonly number[],
  owners: readonly number[],
): NearRowCluster {
  const described = kinds.map((kind) => describeKind(rows, kind));
  const uids = owners.flatMap((owner): Uid[] => {
    const miner = rows.owners[owner]?.miner;
    return miner === undefined ? [] : [miner.uid];
  });
  return {
    size: described.reduce((sum, { places }) => sum + places.length, 0),
    uids: uids.toSorted((a, b) => a - b),
    isInPool: described.some(({ isInPool }) => isInPool) || described[0]?.isInPool,
    first: findFirst(rows, kinds),
    rows: described,
  };
}

function describeKind(rows: NearRows, kind: number): NearClusterRow {
  return {
    canonical: rows.keys[kind] ?? "",
    isInPool: rows.isInPool(kind),
    places: rows.places.of(kind).map(({ owner, row }) => ({
      uid: rows.owners[owner]?.miner?.uid,
      row,
    })),
  };
}

/** Of files it is not known who was first; of miners whose block is not known neither. */
function findFirst(rows: NearRows, kinds: readonly number[]): NearPlace | undefined {
  const [first] = getHeads(rows, kinds);
  const miner = rows.owners[first.owner]?.miner;
  const isKnown = miner === undefined || miner.commitmentBlock !== undefined;
  return isKnown ? describePlace(rows, first) : undefined;
}
