import { type RepoId, type Revision, UsageError } from "@flock-tools/core";

/** A time of day in UTC, `HH:MM`. */
export type TimeOfDay = string;

/** A part of every day in UTC; one that ends before it begins goes on into the next day. */
export interface DailyWindow {
  /** Inclusive. */
  readonly from: TimeOfDay;
  /** Exclusive. */
  readonly until: TimeOfDay;
}

/** By what a validator of FLock OFF judged during one stretch of time. */
export interface RuleSet {
  readonly name: string;
  /** The loop that the numbers below are put into; the only one so far. */
  readonly algorithm: "flock-off";
  /** ISO date, UTC; inclusive. */
  readonly validFrom: string;
  /** ISO date, UTC; exclusive. Missing: still in force. */
  readonly validUntil?: string | undefined;
  /** What rows must be picked from. */
  readonly pool: { readonly repoId: RepoId; readonly revision: Revision };
  /** So many rows from the start of a file count; all the others must parse. */
  readonly rows: number;
  /** Two files that share more distinct rows than this are duplicates. */
  readonly threshold: number;
  /** Whether each row that counts must stand in the pool, once. */
  readonly membership: boolean;
  /** Whether the committed revision must be a prefix, of 7 characters or more, of the commit it names. */
  readonly pinRule: boolean;
  /** Uids that one step draws: to check, and of those to evaluate. */
  readonly sample: { readonly check: number; readonly evaluate: number };
  readonly submissionWindow?: DailyWindow | undefined;
  readonly validationWindow?: DailyWindow | undefined;
  /** Where the rules were read. */
  readonly source: string;
}

/** The known rule sets, oldest first. The day of the change is not on record: the first of its month stands for it. */
export const RULE_SETS: readonly RuleSet[] = [
  {
    name: "2025",
    algorithm: "flock-off",
    validFrom: "2025-01-01",
    validUntil: "2026-02-01",
    pool: {
      repoId: "flock-io/flock-off-s1-character-roleplay",
      revision: "784fbf1e78d16c512750e3bb5391fa6b338818ae",
    },
    rows: 250,
    threshold: 100,
    membership: true,
    pinRule: true,
    sample: { check: 50, evaluate: 10 },
    source: "FLock-subnet of 2025: flockoff/constants.py, neurons/validator.py",
  },
  {
    name: "2026-02",
    algorithm: "flock-off",
    validFrom: "2026-02-01",
    pool: { repoId: "flock-io/flock-off-s1-competition", revision: "main" },
    rows: 100,
    threshold: 33,
    membership: true,
    pinRule: true,
    sample: { check: 50, evaluate: 10 },
    submissionWindow: { from: "12:00", until: "12:30" },
    validationWindow: { from: "12:30", until: "11:30" },
    source:
      "FLock-subnet of 2026-02: flockoff/constants.py, neurons/validator.py, flockoff/validator/validator_utils.py, " +
      "flockoff/validator/trainer.py",
  },
];

/**
 * The known rule set in force at `time`, in milliseconds since the Unix epoch.
 *
 * @throws UsageError if `time` lies before all of them
 */
export function getRuleSetAt(time: number): RuleSet {
  const found = RULE_SETS.find(
    ({ validFrom, validUntil }) =>
      time >= Date.parse(validFrom) && (validUntil === undefined || time < Date.parse(validUntil)),
  );
  if (found !== undefined) return found;
  const when = Number.isFinite(time) ? new Date(time).toISOString() : String(time);
  throw new UsageError(`no rule set is known for ${when}`, {
    next: `Name one: ${RULE_SETS.map(({ name }) => name).join(", ")}, or a file.`,
  });
}
