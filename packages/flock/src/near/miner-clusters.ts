import type { JudgedMiner } from "../judgement/judgement-input.ts";
import { gatherComponents, getRole, isSameColdkey } from "../judgement/find-groups.ts";
import type { TwinCounts } from "./count-twins.ts";
import { relateInOrder, relateOwners } from "./describe-place.ts";
import type {
  NearMinerCluster,
  NearMinerLink,
  NearMinerMember,
  NearMinerPair,
} from "./near-report.ts";
import type { NearRows, NearScope } from "./near-rows.ts";
import { isInScope } from "./wordings.ts";

export interface MinerPairsOptions {
  readonly scope: NearScope;
  readonly counts: TwinCounts;
  /** More rows with a twin than this link two miners. */
  readonly linkedAbove: number;
}

/** Two owners, by their places. */
interface OwnerPair {
  readonly one: number;
  readonly other: number;
  readonly pair: NearMinerPair;
}

/** Who has twins of whose rows, and the clusters that this makes of miners. */
export interface NearMiners {
  readonly minerPairs: readonly NearMinerPair[];
  readonly minerClusters: readonly NearMinerCluster[];
}

export function compareMiners(rows: NearRows, options: MinerPairsOptions): NearMiners {
  const pairs = listOwnerPairs(rows, options);
  const context = { rows, ...options, pairs: pairs.filter(({ pair }) => pair.isLinked) };
  const components = gatherComponents(
    context.pairs.map(({ one, other }) => ({ a: one, b: other })),
  );
  return {
    minerPairs: pairs.map(({ pair }) => pair).toSorted(comparePairs),
    minerClusters: components
      .map((owners) =>
        describeCluster(
          context,
          owners.toSorted((a, b) => a - b),
        ),
      )
      .toSorted(compareClusters),
  };
}

function compareClusters(one: NearMinerCluster, other: NearMinerCluster): number {
  return (
    Number(hasNearLink(other)) - Number(hasNearLink(one)) ||
    other.members.length - one.members.length ||
    (one.members[0]?.uid ?? 0) - (other.members[0]?.uid ?? 0)
  );
}

/** Whether any two of its members are linked by more than the rows that both have. */
function hasNearLink({ members }: NearMinerCluster): boolean {
  return members.some(({ sources, others }) =>
    [...sources, ...others].some((link) => link.twins > link.identical),
  );
}

function listOwnerPairs(rows: NearRows, options: MinerPairsOptions): OwnerPair[] {
  const pairs: OwnerPair[] = [];
  for (let one = 0; one < rows.owners.length; one += 1) {
    for (let other = one + 1; other < rows.owners.length; other += 1) {
      const pair = describePair(rows, [one, other], options);
      if (pair !== undefined) pairs.push({ one, other, pair });
    }
  }
  return pairs;
}

function describePair(
  rows: NearRows,
  [one, other]: readonly [one: number, other: number],
  { scope, counts, linkedAbove }: MinerPairsOptions,
): NearMinerPair | undefined {
  if (!isInScope(rows, scope, [one, other])) return undefined;
  const [twinsOfA, twinsOfB] = [counts.twins(one, other), counts.twins(other, one)];
  const identical = counts.identical(one, other);
  const [a, b] = [rows.owners[one], rows.owners[other]];
  const most = Math.max(twinsOfA, twinsOfB);
  const isLinked = a?.miner !== undefined && most > linkedAbove;
  if (b?.miner === undefined || (!isLinked && most === identical)) return undefined;
  return {
    a: a?.miner?.uid,
    b: b.miner.uid,
    twinsOfA,
    twinsOfB,
    identical,
    twinsOfBOutsidePool:
      rows.isInPool(0) === undefined ? undefined : counts.outsidePool(other, one),
    ...relateInOrder(a, b),
    isLinked,
  };
}

function comparePairs(one: NearMinerPair, other: NearMinerPair): number {
  return (
    Number(other.isLinked) - Number(one.isLinked) ||
    Math.max(other.twinsOfA, other.twinsOfB) - Math.max(one.twinsOfA, one.twinsOfB) ||
    (one.a ?? -1) - (other.a ?? -1) ||
    one.b - other.b
  );
}

interface ClusterContext extends MinerPairsOptions {
  readonly rows: NearRows;
  /** Those that are linked. */
  readonly pairs: readonly OwnerPair[];
}

function describeCluster(context: ClusterContext, owners: readonly number[]): NearMinerCluster {
  const miners = owners.flatMap((owner) => context.rows.owners[owner]?.miner ?? []);
  const first = miners[0]?.commitmentBlock;
  return {
    members: owners.flatMap((owner) => {
      const miner = context.rows.owners[owner]?.miner;
      return miner === undefined ? [] : [describeMember(context, { owner, miner, first })];
    }),
    isOneColdkey: miners.every((miner) => isSameColdkey(miner, miners[0])),
  };
}

function describeMember(
  context: ClusterContext,
  {
    owner,
    miner: { uid, hotkey, coldkey, commitmentBlock },
    first,
  }: {
    readonly owner: number;
    readonly miner: JudgedMiner;
    readonly first: number | undefined;
  },
): NearMinerMember {
  const links = listLinks(context, owner);
  const sources = links.filter(({ order }) => order === "earlier");
  return {
    uid,
    hotkey,
    coldkey,
    commitmentBlock,
    blocksAfterFirst:
      commitmentBlock === undefined || first === undefined ? undefined : commitmentBlock - first,
    role: getRole(links, sources),
    sources,
    others: links.filter(({ order }) => order !== "earlier"),
  };
}

function listLinks({ rows, pairs, counts }: ClusterContext, owner: number): NearMinerLink[] {
  const partners = pairs.flatMap(({ one, other }) =>
    one === owner ? [other] : other === owner ? [one] : [],
  );
  const relations = partners.map((partner) => ({
    partner,
    relation: relateOwners(rows.owners[partner], rows.owners[owner]),
  }));
  const earlier = relations.flatMap(({ partner, relation }) =>
    relation.order === "earlier" ? [partner] : [],
  );
  const had = countHadFirst(counts.partnersOfRows(owner), new Set(earlier));
  return relations
    .map(({ partner, relation }) => ({
      uid: rows.owners[partner]?.miner?.uid ?? 0,
      twins: counts.twins(owner, partner),
      twinsOfOther: counts.twins(partner, owner),
      identical: counts.identical(owner, partner),
      ...relation,
      hadFirst: had.get(partner) ?? 0,
    }))
    .toSorted((a, b) => b.twins - a.twins || a.uid - b.uid);
}

/** Gives each of a member's rows to the earliest of its sources that has a twin of it. */
function countHadFirst(
  partnersOfRows: readonly (readonly number[])[],
  sources: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const had = new Map<number, number>();
  for (const partners of partnersOfRows) {
    const first = partners.find((partner) => sources.has(partner));
    if (first !== undefined) had.set(first, (had.get(first) ?? 0) + 1);
  }
  return had;
}
