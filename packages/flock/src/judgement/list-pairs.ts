import type { Uid } from "@flock-tools/core";
import { countSharedRows, type SharedRows } from "./count-shared-rows.ts";
import type { JudgementInput } from "./judgement-input.ts";
import { getUniformOdds, type Odds } from "./overlap-odds.ts";
import { getTailOdds } from "./poisson-binomial.ts";
import { createRoster, type Roster, type RosterEntry } from "./roster.ts";

/** Two miners with rows that count. */
export interface MinerPair {
  /** The lower uid. */
  readonly a: Uid;
  readonly b: Uid;
  /** Distinct rows that Python prints alike; what the validator counts. */
  readonly shared: number;
  /** Distinct rows that are the same byte for byte. */
  readonly sharedRaw: number;
  /** Of a's distinct rows those that are shared, 0 to 100. */
  readonly percentOfA: number;
  /** Of b's. */
  readonly percentOfB: number;
  /** Of sharing that many or more if both picked blindly from the pool; undefined without a pool. */
  readonly uniformOdds: Odds | undefined;
  /** Of sharing that many or more if rows are picked as often as the others pick them; see `listPairs`. */
  readonly popularityOdds: Odds;
}

/**
 * Every pair of miners that have rows that count, by uid.
 *
 * The odds by popularity take a's rows as given and ask how many of them b would have if it took each with the share of
 * the other miners that have it (neither a nor b among them), then the same the other way round; the greater of the two
 * tails counts, which is the one that says less. Each share is that of the others plus one imagined miner that picks
 * blindly, so that a row nobody else has is improbable but not impossible. Rows are taken as independent of each other.
 */
export function listPairs(input: JudgementInput): readonly MinerPair[] {
  const roster = createRoster(input);
  const entries = roster.entries.filter(({ rows }) => rows > 0);
  const context: PairContext = {
    entries,
    roster,
    shared: countSharedRows(
      entries.map(({ keys }) => keys),
      roster.keyCount,
    ),
    sharedRaw: countSharedRows(
      entries.map(({ rawKeys }) => rawKeys),
      roster.rawKeyCount,
    ),
    holders: countHolders(entries, roster.keyCount),
    uniform: createUniformOdds(roster),
  };
  const pairs: MinerPair[] = [];
  for (let left = 0; left < entries.length; left += 1) {
    for (let right = left + 1; right < entries.length; right += 1) {
      pairs.push(describePair(context, left, right));
    }
  }
  return pairs;
}

interface PairContext {
  readonly entries: readonly RosterEntry[];
  readonly roster: Roster;
  readonly shared: SharedRows;
  readonly sharedRaw: SharedRows;
  /** By key: how many have it. */
  readonly holders: Uint32Array;
  readonly uniform: (a: number, b: number, shared: number) => Odds | undefined;
}

function describePair(context: PairContext, left: number, right: number): MinerPair {
  const [a, b] = [entryAt(context, left), entryAt(context, right)];
  const shared = context.shared.count(left, right);
  return {
    a: a.miner.uid,
    b: b.miner.uid,
    shared,
    sharedRaw: context.sharedRaw.count(left, right),
    percentOfA: percent(shared, a.keys.length),
    percentOfB: percent(shared, b.keys.length),
    uniformOdds: context.uniform(a.keys.length, b.keys.length, shared),
    popularityOdds: getPopularityOdds(context, { a, b, shared }),
  };
}

function entryAt({ entries }: PairContext, place: number): RosterEntry {
  const entry = entries[place];
  if (entry === undefined) throw new RangeError(`no entry ${place}`);
  return entry;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

function countHolders(entries: readonly RosterEntry[], keyCount: number): Uint32Array {
  const holders = new Uint32Array(keyCount);
  for (const { keys } of entries) for (const key of keys) holders[key] = (holders[key] ?? 0) + 1;
  return holders;
}

// Most pairs are of two full files that share a handful of rows: a few dozen different figures in all.
function createUniformOdds({ pool }: Roster): PairContext["uniform"] {
  const known = new Map<string, Odds>();
  return (a, b, shared) => {
    if (pool.distinctRows === 0) return undefined;
    const name = `${a} ${b} ${shared}`;
    const odds =
      known.get(name) ?? getUniformOdds({ pool: pool.distinctRows, sizes: [a, b], shared });
    known.set(name, odds);
    return odds;
  };
}

interface PopularityPair {
  readonly a: RosterEntry;
  readonly b: RosterEntry;
  readonly shared: number;
}

function getPopularityOdds(context: PairContext, { a, b, shared }: PopularityPair): Odds {
  if (shared === 0) return { probability: 1, log10: 0 };
  const inBoth = new Set(a.keys);
  const common = new Set(b.keys.filter((key) => inBoth.has(key)));
  const given = (own: RosterEntry, other: RosterEntry): Odds =>
    getTailOdds(getShares(context, { own, other, common }), shared);
  const [first, second] = [given(a, b), given(b, a)];
  return first.log10 > second.log10 ? first : second;
}

function getShares(
  { entries, holders, roster }: PairContext,
  {
    own,
    other,
    common,
  }: {
    readonly own: RosterEntry;
    readonly other: RosterEntry;
    readonly common: ReadonlySet<number>;
  },
): number[] {
  const choices = Math.max(roster.pool.distinctRows, roster.keyCount);
  const blind = other.keys.length / (choices + 1);
  const others = entries.length - 2;
  return own.keys.map((key) => {
    const having = (holders[key] ?? 0) - (common.has(key) ? 2 : 1);
    return (having + blind) / (others + 1);
  });
}
