import type { Uid } from "@flock-tools/core";
import { countSharedRows } from "./count-shared-rows.ts";
import type { JudgementInput } from "./judgement-input.ts";
import { getUniformOdds, type Odds } from "./overlap-odds.ts";
import { createPopularityOdds } from "./popularity-odds.ts";
import { createRoster, numberRawRows, type Roster } from "./roster.ts";

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
  const whole = createRoster(input);
  const roster = { ...whole, entries: whole.entries.filter(({ rows }) => rows > 0) };
  const keys = roster.entries.map((entry) => entry.keys);
  const raw = numberRawRows(roster);
  const shared = countSharedRows(keys, roster.keyCount);
  const sharedRaw = countSharedRows(raw.lists, raw.keyCount);
  const uniform = createUniformOdds(roster);
  const popularity = createPopularityOdds(keys, {
    keyCount: roster.keyCount,
    choices: Math.max(roster.pool.distinctRows, roster.keyCount),
  });
  const pairs: MinerPair[] = [];
  for (const [left, a] of roster.entries.entries()) {
    for (let right = left + 1; right < roster.entries.length; right += 1) {
      const b = roster.entries[right] ?? a;
      const count = shared.count(left, right);
      pairs.push({
        a: a.miner.uid,
        b: b.miner.uid,
        shared: count,
        sharedRaw: sharedRaw.count(left, right),
        percentOfA: percent(count, a.keys.length),
        percentOfB: percent(count, b.keys.length),
        uniformOdds: uniform(a.keys.length, b.keys.length, count),
        popularityOdds: popularity(left, right, count),
      });
    }
  }
  return pairs;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

// Most pairs are of two full files that share a handful of rows: a few dozen different figures in all.
function createUniformOdds({
  pool,
  entries,
}: Roster): (a: number, b: number, shared: number) => Odds | undefined {
  const base = 1 + Math.max(0, ...entries.map(({ keys }) => keys.length));
  const known = new Map<number, Odds>();
  return (a, b, shared) => {
    if (pool.distinctRows === 0) return undefined;
    const name = (a * base + b) * base + shared;
    const odds =
      known.get(name) ?? getUniformOdds({ pool: pool.distinctRows, sizes: [a, b], shared });
    known.set(name, odds);
    return odds;
  };
}
