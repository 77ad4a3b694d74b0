import { type ComparedPair, type CommitOrder, comparePairs } from "./compare-pairs.ts";
import { describeVerdict } from "./describe-verdict.ts";
import type { JudgementInput } from "./judgement-input.ts";
import { createRoster, type Roster, type RosterEntry } from "./roster.ts";
import {
  both,
  type Certainty,
  getStanding,
  isFault,
  MAYBE,
  NO,
  type Standing,
  YES,
} from "./standing.ts";
import type {
  Conviction,
  ConvictingPair,
  Judgement,
  MinerVerdict,
  MinerVerdictKind,
  VerdictReason,
} from "./verdict.ts";

/**
 * The full pairwise verdict: what the validator's steps would find in the end if they went on for long enough, each pair
 * compared. A miner that has lost still convicts others, as it does there: each group is a pair of its own, and what a
 * miner lost in another step is not looked at (FLock-subnet, neurons/validator.py). Of two commitments in one block the
 * one that is drawn first survives the step, so in the end each has lost.
 */
export function judge(input: JudgementInput): Judgement {
  const roster = createRoster(input);
  const standings = roster.entries.map((entry) => getStanding(entry, roster));
  const pairs = comparePairs(roster, standings);
  const byMiner = gatherConvictions(roster, standings, pairs);
  const miners = roster.entries.map((entry, index) =>
    judgeMiner(entry, {
      roster,
      standing: standings[index] ?? getStanding(entry, roster),
      convictions: byMiner.get(index) ?? [],
    }),
  );
  return {
    ruleSet: input.ruleSet.name,
    block: input.block,
    pool: roster.pool,
    miners,
    pairs: pairs
      .filter(({ grouped }) => grouped !== NO)
      .map((pair) => toConvictingPair(roster, pair)),
    totals: countVerdicts(miners),
  };
}

function gatherConvictions(
  { entries }: Roster,
  standings: readonly Standing[],
  pairs: readonly ComparedPair[],
): ReadonlyMap<number, readonly Conviction[]> {
  const found = new Map<number, Conviction[]>();
  const add = (index: number, partner: number, pair: ComparedPair): void => {
    const standing = standings[index];
    const other = standings[partner];
    const uid = entries[partner]?.miner.uid;
    if (standing === undefined || other === undefined || uid === undefined) return;
    const order = pair.left === partner ? pair.order : reverse(pair.order);
    const certainty = loses({ standing, other, order, over: pair.over });
    if (certainty === NO) return;
    const list = found.get(index) ?? [];
    list.push({ uid, shared: pair.shared, order, isCertain: certainty === YES });
    found.set(index, list);
  };
  for (const pair of pairs) {
    add(pair.left, pair.right, pair);
    add(pair.right, pair.left, pair);
  }
  for (const list of found.values()) list.sort(compareConvictions);
  return found;
}

function compareConvictions(a: Conviction, b: Conviction): number {
  return Number(b.isCertain) - Number(a.isCertain) || b.shared - a.shared || a.uid - b.uid;
}

interface Contest {
  readonly standing: Standing;
  readonly other: Standing;
  /** Of the other's commitment to this one's. */
  readonly order: CommitOrder;
  readonly over: Certainty;
}

// Whoever looks for the other first puts both into a group [i, j], which is sorted by block, and stably so: in one block
// i survives. A miner that fails membership does not look, but is found by those that do. Where it is not known whether
// this miner fails, it is lost in either case once the other committed earlier: by its own fault or by the pair.
function loses({ standing, other, order, over }: Contest): Certainty {
  const parse = both(standing.parses, other.parses);
  switch (order) {
    case "later":
      return NO;
    case "earlier":
      return both(over, isFault(standing.membership) ? both(parse, other.searches) : parse);
    case "same-block":
      return both(over, both(parse, other.searches));
    case "unknown":
      return both(MAYBE, both(over, parse));
    default:
      return order satisfies never;
  }
}

function reverse(order: CommitOrder): CommitOrder {
  if (order === "earlier") return "later";
  return order === "later" ? "earlier" : order;
}

interface JudgeMinerContext {
  readonly roster: Roster;
  readonly standing: Standing;
  readonly convictions: readonly Conviction[];
}

function judgeMiner(
  entry: RosterEntry,
  { roster, standing, convictions }: JudgeMinerContext,
): MinerVerdict {
  const { miner, rows, inPool, repeated } = entry;
  const [verdict, reason] = decide(entry, { roster, standing, convictions });
  return {
    uid: miner.uid,
    hotkey: miner.hotkey,
    coldkey: miner.coldkey,
    commitmentBlock: miner.commitmentBlock,
    verdict,
    reason,
    sentence: describeVerdict(reason, { entry, conviction: convictions[0], roster }),
    rowsThatCount: rows,
    inPool,
    repeated,
    pin: standing.pin,
    convictedBy: convictions[0],
    convictions,
  };
}

function decide(
  { miner, rows }: RosterEntry,
  { roster: { ruleSet }, standing, convictions: [worst] }: JudgeMinerContext,
): readonly [MinerVerdictKind, VerdictReason] {
  const { membership, pin } = standing;
  if (miner.file.status === "none") return ["no-data", "no-file"];
  if (miner.file.status === "void") return ["invalid", "void-file"];
  if (miner.file.status === "undecidable") return ["undecidable", "undecidable-file"];
  if (membership === "repeated-rows" || membership === "outside-pool" || membership === "pool-void")
    return ["invalid", membership];
  if (worst?.isCertain === true) return ["duplicate", "shared-rows"];
  if (ruleSet.pinRule && pin === "short") return ["invalid", "pin-short"];
  if (ruleSet.pinRule && pin === "not-a-prefix") return ["invalid", "pin-not-a-prefix"];
  if (worst !== undefined)
    return ["undecidable", worst.order === "unknown" ? "order-unknown" : "undecidable-partner"];
  if (membership !== "ok") return ["undecidable", membership];
  return ["eligible", rows === 0 ? "no-rows" : "ok"];
}

function toConvictingPair({ entries }: Roster, pair: ComparedPair): ConvictingPair {
  const { left, right, shared, order, isOneWay, grouped } = pair;
  const uids = [entries[left]?.miner.uid ?? left, entries[right]?.miner.uid ?? right] as const;
  const [first, second] = order === "later" ? [uids[1], uids[0]] : uids;
  return {
    first,
    second,
    shared,
    order: order === "later" ? "earlier" : order,
    isOneWay,
    isCertain: grouped === YES,
  };
}

function countVerdicts(miners: readonly MinerVerdict[]): Record<MinerVerdictKind, number> {
  const totals = { eligible: 0, duplicate: 0, invalid: 0, undecidable: 0, "no-data": 0 };
  for (const { verdict } of miners) totals[verdict] += 1;
  return totals;
}
