import type { BlockNumber, Coldkey, Hotkey, Uid } from "@flock-tools/core";
import { type CommitOrder, getOrder } from "./compare-pairs.ts";
import type { JudgedMiner, JudgementInput } from "./judgement-input.ts";
import { listPairs, type MinerPair } from "./list-pairs.ts";
import { createRoster } from "./roster.ts";

export interface FindGroupsOptions {
  /** Pairs that share more distinct rows than this are linked. Default: the rule set's threshold. */
  readonly threshold?: number;
  /**
   * Pairs are linked too if both odds of their overlap, blind and by popularity, are below this: less than one pair in
   * 30,000 such judgements at the default, 1e-9. 0 links by the threshold alone. Without a pool that is the case anyway.
   */
  readonly maxOdds?: number;
  /** All pairs, as `listPairs` gives them for the same input. Default: they are listed. */
  readonly pairs?: readonly MinerPair[];
}

/** A miner that a member of a group shares rows with. */
export interface GroupLink {
  readonly uid: Uid;
  readonly shared: number;
  /** Of the other's commitment to the member's. */
  readonly order: CommitOrder;
  /** By how many blocks the other committed earlier; negative if later, undefined if not known. */
  readonly blocksEarlier: number | undefined;
  readonly isSameColdkey: boolean;
  /** Of the rows shared, those that none of the member's other earlier links had before this one. */
  readonly hadFirst: number;
  readonly pair: MinerPair;
}

export interface GroupMember {
  readonly uid: Uid;
  readonly hotkey: Hotkey | undefined;
  readonly coldkey: Coldkey | undefined;
  readonly commitmentBlock: BlockNumber | undefined;
  /** From the group's first commitment to this one; undefined if a block is not known. */
  readonly blocksAfterFirst: number | undefined;
  /**
   * - `first`: nobody it is linked to committed earlier.
   * - `own-copy`: all of those belong to its own coldkey.
   * - `later`: another coldkey had the rows earlier.
   * - `unknown`: its own block, or those of all its links, are not known.
   */
  readonly role: "first" | "own-copy" | "later" | "unknown";
  /** Earlier ones, by rows shared, most first: where the rows may come from. */
  readonly sources: readonly GroupLink[];
  /** All others it is linked to, likewise. */
  readonly others: readonly GroupLink[];
}

/** Miners linked by the rows they share, directly or through others; no judgement, which goes by pairs. */
export interface MinerGroup {
  /** By commitment block, unknown ones last, then by uid. */
  readonly members: readonly GroupMember[];
  /** Whether all members belong to one coldkey. */
  readonly isOneColdkey: boolean;
}

/** Who was first: groups of miners that share rows beyond the threshold or beyond chance, the largest first. */
export function findGroups(
  input: JudgementInput,
  {
    threshold = input.ruleSet.threshold,
    maxOdds = 1e-9,
    pairs: all = listPairs(input),
  }: FindGroupsOptions = {},
): readonly MinerGroup[] {
  const pairs = all.filter((pair) => pair.shared > threshold || isBeyondChance(pair, maxOdds));
  const context = createContext(input, pairs);
  return gatherComponents(pairs)
    .map((uids) => describeGroup(context, uids))
    .toSorted(
      (a, b) =>
        b.members.length - a.members.length || (a.members[0]?.uid ?? 0) - (b.members[0]?.uid ?? 0),
    );
}

function isBeyondChance({ uniformOdds, popularityOdds }: MinerPair, maxOdds: number): boolean {
  const limit = Math.log10(maxOdds);
  return uniformOdds !== undefined && uniformOdds.log10 < limit && popularityOdds.log10 < limit;
}

interface GroupContext {
  readonly miners: ReadonlyMap<Uid, JudgedMiner>;
  readonly keys: ReadonlyMap<Uid, readonly number[]>;
  readonly pairsOf: ReadonlyMap<Uid, readonly MinerPair[]>;
}

function createContext(input: JudgementInput, pairs: readonly MinerPair[]): GroupContext {
  const pairsOf = new Map<Uid, MinerPair[]>();
  for (const pair of pairs) {
    for (const uid of [pair.a, pair.b]) {
      const list = pairsOf.get(uid);
      if (list === undefined) pairsOf.set(uid, [pair]);
      else list.push(pair);
    }
  }
  const { entries } = createRoster(input);
  return {
    pairsOf,
    miners: new Map(entries.map(({ miner }) => [miner.uid, miner])),
    keys: new Map(entries.map(({ miner, keys }) => [miner.uid, keys])),
  };
}

/** The uids of pairs, those that are linked directly or through others together. */
export function gatherComponents(pairs: readonly Pick<MinerPair, "a" | "b">[]): Uid[][] {
  const groupOf = new Map<Uid, Uid[]>();
  for (const { a, b } of pairs) {
    const [one, other] = [groupOf.get(a) ?? [a], groupOf.get(b) ?? [b]];
    if (one === other) continue;
    const merged = [...one, ...other];
    for (const uid of merged) groupOf.set(uid, merged);
  }
  return [...new Set(groupOf.values())];
}

function describeGroup(context: GroupContext, uids: readonly Uid[]): MinerGroup {
  const miners = uids
    .flatMap((uid) => context.miners.get(uid) ?? [])
    .toSorted((a, b) => blockOf(a) - blockOf(b) || a.uid - b.uid);
  const first = miners[0]?.commitmentBlock;
  return {
    members: miners.map((miner) => describeMember(context, miner, first)),
    isOneColdkey: miners.every((miner) => isSameColdkey(miner, miners[0])),
  };
}

/** A number beyond every block where it is not known, so that two unknown ones still differ by 0. */
export function blockOf({ commitmentBlock }: JudgedMiner): number {
  return commitmentBlock ?? Number.MAX_SAFE_INTEGER;
}

function describeMember(
  context: GroupContext,
  miner: JudgedMiner,
  first: BlockNumber | undefined,
): GroupMember {
  const { uid, hotkey, coldkey, commitmentBlock } = miner;
  const links = attribute(context, miner, listLinks(context, miner));
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

/** Of a member by its links; `sources` are those to earlier ones. */
export function getRole(
  links: readonly Pick<GroupLink, "order">[],
  sources: readonly Pick<GroupLink, "isSameColdkey">[],
): GroupMember["role"] {
  if (sources.length > 0)
    return sources.every((source) => source.isSameColdkey) ? "own-copy" : "later";
  return links.every(({ order }) => order === "unknown") ? "unknown" : "first";
}

function listLinks({ pairsOf, miners }: GroupContext, miner: JudgedMiner): GroupLink[] {
  const links = (pairsOf.get(miner.uid) ?? []).flatMap((pair): GroupLink[] => {
    const other = miners.get(pair.a === miner.uid ? pair.b : pair.a);
    if (other === undefined) return [];
    const [own, theirs] = [miner.commitmentBlock, other.commitmentBlock];
    return [
      {
        uid: other.uid,
        shared: pair.shared,
        order: getOrder(other, miner),
        blocksEarlier: own === undefined || theirs === undefined ? undefined : own - theirs,
        isSameColdkey: isSameColdkey(miner, other),
        hadFirst: 0,
        pair,
      },
    ];
  });
  return links.toSorted((a, b) => b.shared - a.shared || a.uid - b.uid);
}

/** Gives each of the member's rows to the link that committed it first. */
function attribute(
  { keys }: GroupContext,
  { uid }: JudgedMiner,
  links: readonly GroupLink[],
): GroupLink[] {
  const left = new Set(keys.get(uid));
  const had = new Map<Uid, number>();
  const earlier = links
    .filter(({ order }) => order === "earlier")
    .toSorted((a, b) => (b.blocksEarlier ?? 0) - (a.blocksEarlier ?? 0) || a.uid - b.uid);
  for (const link of earlier) {
    const own = (keys.get(link.uid) ?? []).filter((key) => left.delete(key));
    had.set(link.uid, own.length);
  }
  return links.map((link) => ({ ...link, hadFirst: had.get(link.uid) ?? 0 }));
}

/** Whether both are known to belong to one coldkey. */
export function isSameColdkey(one: JudgedMiner, other: JudgedMiner | undefined): boolean {
  return one.coldkey !== undefined && one.coldkey !== "" && one.coldkey === other?.coldkey;
}
