import { type Uid, UsageError } from "@flock-tools/core";
import { type CommitOrder, getOrder } from "./compare-pairs.ts";
import { countSharedRows, type SharedRows } from "./count-shared-rows.ts";
import type { JudgementInput } from "./judgement-input.ts";
import { createNumpyRandom, type NumpyRandom } from "./numpy-random.ts";
import { createRoster, type Roster, type RosterEntry } from "./roster.ts";
import { getStanding, NO, type Standing } from "./standing.ts";

export interface ReplayOptions {
  /** Of NumPy's generator; an integer >= 0. */
  readonly seed: number | bigint;
  /** Validation steps; an integer >= 0. */
  readonly steps: number;
  /** What Python makes of files of which that is open. Default `void`. */
  readonly undecidable?: "valid" | "void";
}

/** Why a miner got the worst loss, 999. */
export type LossReason = "no-file" | "void-file" | "membership" | "duplicate" | "pin";

export interface ReplayLoss {
  readonly uid: Uid;
  readonly reason: LossReason;
  /** To whom; of duplicates only. */
  readonly partner?: Uid;
}

export interface ReplayGroup {
  /** The one that looked, and the one it found. */
  readonly uids: readonly [i: Uid, j: Uid];
  readonly shared: number;
  readonly survivor: Uid;
}

export interface ReplayStep {
  /** From 1. */
  readonly step: number;
  /** In the order drawn. */
  readonly checked: readonly Uid[];
  /** In the order drawn. */
  readonly evaluated: readonly Uid[];
  readonly groups: readonly ReplayGroup[];
  /** All that got 999 in this step, also those that had it. */
  readonly losses: readonly ReplayLoss[];
  /** Trained and given a loss of their own in this step. */
  readonly trained: readonly Uid[];
}

/** What a day of such steps leaves of one miner. */
export interface ReplayOutcome {
  readonly uid: Uid;
  /** `passed`: checked, nothing found, but never drawn to be evaluated. */
  readonly outcome: "lost" | "trained" | "passed" | "never-drawn";
  /** Of the first loss. */
  readonly loss?: ReplayLoss & { readonly step: number };
  /** Of the training, even if the miner lost later. */
  readonly trainedAt?: number;
}

export interface Replay {
  readonly seed: string;
  readonly steps: readonly ReplayStep[];
  /** By uid, ascending. */
  readonly miners: readonly ReplayOutcome[];
  /** Those of whose file it is open what Python makes of it, and those with rows that may be equal to others of other bytes. */
  readonly assumed: readonly Uid[];
}

/**
 * One possible day: the validator's very loop with its samples, its order and what it passes over (FLock-subnet,
 * neurons/validator.py). What it finds is at most what `judge` finds.
 *
 * @throws UsageError if there is no pool that can be judged by, or a file without a commitment block
 * @throws RangeError if the seed or the steps are not integers >= 0
 */
export function replay(
  input: JudgementInput,
  { seed, steps, undecidable = "void" }: ReplayOptions,
): Replay {
  if (!Number.isInteger(steps) || steps < 0)
    throw new RangeError(`steps must be an integer >= 0: got ${steps}`);
  const day = startDay(settle(input, undecidable));
  const random = createNumpyRandom(seed);
  const taken = Array.from({ length: steps }, (_, index) =>
    takeStep(day, { random, step: index + 1 }),
  );
  return {
    seed: String(seed),
    steps: taken,
    miners: summarise(day.roster, taken),
    assumed: listAssumed(input, day),
  };
}

function listAssumed({ miners }: JudgementInput, { roster: { entries } }: Day): Uid[] {
  const open = new Set(entries.flatMap(({ miner, unknown }) => (unknown > 0 ? [miner.uid] : [])));
  return miners.flatMap(({ uid, file }) =>
    file.status === "undecidable" || open.has(uid) ? [uid] : [],
  );
}

function settle(input: JudgementInput, undecidable: "valid" | "void"): JudgementInput {
  if (input.pool === undefined && input.ruleSet.membership)
    throw new UsageError("a replay needs the evaluation pool", {
      next: "fetch it with pnpm dl --eval, or give it as a file",
    });
  const miners = input.miners.map((miner) => {
    const { file, commitmentBlock, uid } = miner;
    if (file.status !== "none" && commitmentBlock === undefined)
      throw new UsageError(`a replay needs every commitment's block: uid ${uid} has none`, {
        next: "judge a store that pnpm dl filled: files do not tell who committed when",
      });
    return file.status === "undecidable"
      ? { ...miner, file: { ...file, status: undecidable } }
      : miner;
  });
  const pool =
    input.pool?.status === "undecidable" ? { ...input.pool, status: undecidable } : input.pool;
  return { ...input, miners, pool };
}

interface Day {
  readonly roster: Roster;
  readonly standings: readonly Standing[];
  readonly shared: SharedRows;
  /** Places of the miners that have a loss of their own, or 999. */
  readonly recorded: Set<number>;
}

function startDay(input: JudgementInput): Day {
  const roster = createRoster(input);
  return {
    roster,
    standings: roster.entries.map((entry) => getStanding(entry, roster)),
    shared: countSharedRows(
      roster.entries.map(({ keys }) => keys),
      roster.keyCount,
    ),
    recorded: new Set(),
  };
}

function takeStep(
  day: Day,
  { random, step }: { readonly random: NumpyRandom; readonly step: number },
): ReplayStep {
  const { entries, ruleSet } = day.roster;
  const places = entries.map((_, place) => place);
  const checked = random.choose(places, Math.min(ruleSet.sample.check, places.length));
  const evaluated = random.choose(checked, Math.min(ruleSet.sample.evaluate, checked.length));
  const losses = new Map<number, ReplayLoss>();
  const groups = check(day, { checked, evaluated, losses });
  const trained = evaluate(day, { evaluated, losses });
  const uids = (list: readonly number[]): Uid[] => list.map((place) => uidAt(day, place));
  return {
    step,
    checked: uids(checked),
    evaluated: uids(evaluated),
    groups,
    losses: [...losses.values()],
    trained: uids(trained),
  };
}

interface CheckContext {
  readonly checked: readonly number[];
  readonly evaluated: readonly number[];
  readonly losses: Map<number, ReplayLoss>;
}

function check(day: Day, { checked, evaluated, losses }: CheckContext): ReplayGroup[] {
  const processed = new Set<number>();
  const groups: (readonly [number, number])[] = [];
  for (const i of checked) {
    if (processed.has(i)) continue;
    const fault = findFault(day, i);
    if (fault !== undefined) {
      lose(day, { losses, place: i, reason: fault });
      continue;
    }
    for (const j of evaluated) {
      if (i === j || processed.has(j) || day.standings[j]?.parses === NO) continue;
      if (day.shared.count(i, j) <= day.roster.ruleSet.threshold) continue;
      groups.push([i, j]);
      processed.add(i).add(j);
    }
  }
  return groups.map(([i, j]) => settleGroup(day, { i, j, losses }));
}

function findFault({ standings }: Day, place: number): LossReason | undefined {
  const standing = standings[place];
  if (standing === undefined) return "no-file";
  if (standing.parses === NO) return standing.hasFile ? "void-file" : "no-file";
  return standing.searches === NO ? "membership" : undefined;
}

// Both are sorted by block, and stably so: in one block the one that looked survives.
function settleGroup(
  day: Day,
  {
    i,
    j,
    losses,
  }: { readonly i: number; readonly j: number; readonly losses: Map<number, ReplayLoss> },
): ReplayGroup {
  const order = orderOf(day, [i, j]);
  const [survivor, loser] = order === "later" ? [j, i] : [i, j];
  lose(day, { losses, place: loser, reason: "duplicate", partner: uidAt(day, survivor) });
  return {
    uids: [uidAt(day, i), uidAt(day, j)],
    shared: day.shared.count(i, j),
    survivor: uidAt(day, survivor),
  };
}

function orderOf({ roster: { entries } }: Day, [i, j]: readonly [number, number]): CommitOrder {
  const [one, other] = [entries[i], entries[j]];
  return one === undefined || other === undefined ? "unknown" : getOrder(one.miner, other.miner);
}

function evaluate(
  day: Day,
  { evaluated, losses }: Pick<CheckContext, "evaluated" | "losses">,
): number[] {
  const trained: number[] = [];
  for (const place of evaluated) {
    if (losses.has(place)) continue;
    const pin = day.standings[place]?.pin;
    if (day.roster.ruleSet.pinRule && (pin === "short" || pin === "not-a-prefix")) {
      lose(day, { losses, place, reason: "pin" });
    } else if (!day.recorded.has(place)) {
      day.recorded.add(place);
      trained.push(place);
    }
  }
  return trained;
}

interface Lose {
  readonly losses: Map<number, ReplayLoss>;
  readonly place: number;
  readonly reason: LossReason;
  readonly partner?: Uid;
}

function lose(day: Day, { losses, place, ...loss }: Lose): void {
  day.recorded.add(place);
  if (!losses.has(place)) losses.set(place, { uid: uidAt(day, place), ...loss });
}

function uidAt({ roster: { entries } }: Pick<Day, "roster">, place: number): Uid {
  return entries[place]?.miner.uid ?? place;
}

function summarise({ entries }: Roster, steps: readonly ReplayStep[]): ReplayOutcome[] {
  const drawn = new Set<Uid>();
  const losses = new Map<Uid, ReplayLoss & { readonly step: number }>();
  const trained = new Map<Uid, number>();
  for (const { step, checked, losses: lost, trained: fresh } of steps) {
    for (const uid of checked) drawn.add(uid);
    for (const loss of lost) if (!losses.has(loss.uid)) losses.set(loss.uid, { ...loss, step });
    for (const uid of fresh) trained.set(uid, step);
  }
  return entries.map(({ miner: { uid } }: RosterEntry) => {
    const loss = losses.get(uid);
    const trainedAt = trained.get(uid);
    const seen = drawn.has(uid) ? "passed" : "never-drawn";
    return {
      uid,
      outcome: loss !== undefined ? "lost" : trainedAt !== undefined ? "trained" : seen,
      ...(loss === undefined ? {} : { loss }),
      ...(trainedAt === undefined ? {} : { trainedAt }),
    };
  });
}
