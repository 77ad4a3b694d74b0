import { checkPin, type Pin } from "./check-pin.ts";
import type { PoolSummary, RosterEntry } from "./roster.ts";
import type { RuleSet } from "./rule-set.ts";

/** How sure something is; the lesser of two is what both together make. */
export type Certainty = 0 | 1 | 2;

export const NO: Certainty = 0;
export const MAYBE: Certainty = 1;
export const YES: Certainty = 2;

export function both(first: Certainty, second: Certainty): Certainty {
  return first < second ? first : second;
}

export function either(first: Certainty, second: Certainty): Certainty {
  return first > second ? first : second;
}

/** What the membership check finds. */
export type Membership =
  | "ok"
  | "repeated-rows"
  | "outside-pool"
  | "pool-void"
  | "pool-missing"
  | "pool-undecidable"
  | "unknown-rows";

/** What can be said of a miner before it is compared with others. */
export interface Standing {
  readonly hasFile: boolean;
  /** Whether its file parses: only then is it compared at all, and any miner is compared with it. */
  readonly parses: Certainty;
  readonly membership: Membership;
  /** Whether it gets as far as to look for those it shares rows with. */
  readonly searches: Certainty;
  readonly pin: Pin;
}

const CERTAIN_FAULTS: ReadonlySet<Membership> = new Set<Membership>([
  "repeated-rows",
  "outside-pool",
  "pool-void",
]);

/** Whether a membership gives the validator's worst loss, 999, without doubt. */
export function isFault(membership: Membership): boolean {
  return CERTAIN_FAULTS.has(membership);
}

export function getStanding(
  entry: RosterEntry,
  { ruleSet, pool }: { readonly ruleSet: RuleSet; readonly pool: PoolSummary },
): Standing {
  const parses = getParses(entry);
  const membership = ruleSet.membership ? checkMembership(entry, pool) : "ok";
  const passes = isFault(membership) ? NO : membership === "ok" ? YES : MAYBE;
  return {
    hasFile: entry.miner.file.status !== "none",
    parses,
    membership,
    searches: both(parses, passes),
    pin: checkPin(entry.miner),
  };
}

function getParses({ miner }: RosterEntry): Certainty {
  if (miner.file.status === "valid") return YES;
  return miner.file.status === "undecidable" ? MAYBE : NO;
}

// The validator compares the number of distinct rows that stand in the pool too with the number of rows, repeated ones
// included: one repeated row fails as one foreign row does (FLock-subnet, neurons/validator.py, the check by
// `count_similar` against the pool). A file without rows passes.
function checkMembership(
  { rows, outside, unknown, repeated }: RosterEntry,
  pool: PoolSummary,
): Membership {
  if (pool.status === "void") return "pool-void";
  if (repeated > 0) return "repeated-rows";
  if (pool.status === "missing") return "pool-missing";
  if (outside > 0) return "outside-pool";
  if (pool.status === "undecidable") return rows === 0 ? "ok" : "pool-undecidable";
  return unknown > 0 ? "unknown-rows" : "ok";
}
