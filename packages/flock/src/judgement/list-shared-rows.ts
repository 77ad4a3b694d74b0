import type { Uid } from "@flock-tools/core";
import type { JudgedMiner, JudgementInput, RowKey } from "./judgement-input.ts";
import { keyOf, rowsThatCount } from "./roster.ts";

/** A row that counts in both of two files. */
export interface SharedRow {
  /** What the two have in common: the key of what Python prints, of the bytes if that is not known. */
  readonly canonical: RowKey;
  /** Where it stands in the one, from 0, ascending. */
  readonly inA: readonly number[];
  /** Where it stands in the other. */
  readonly inB: readonly number[];
  /** Whether it is there in both byte for byte too. */
  readonly isIdentical: boolean;
  /** Undefined without a pool. */
  readonly isInPool: boolean | undefined;
}

/** The distinct rows that count in the files of both miners, in the order of a's. */
export function listSharedRows(
  { miners, pool, ruleSet }: JudgementInput,
  { a, b }: { readonly a: Uid; readonly b: Uid },
): readonly SharedRow[] {
  const find = (uid: Uid): JudgedMiner | undefined => miners.find((miner) => miner.uid === uid);
  const [left, right] = [placeRows(find(a), ruleSet.rows), placeRows(find(b), ruleSet.rows)];
  const inPool = pool && new Set(pool.rows.map(keyOf));
  return [...left].flatMap(([canonical, first]) => {
    const second = right.get(canonical);
    if (second === undefined) return [];
    return [
      {
        canonical,
        inA: first.rows,
        inB: second.rows,
        isIdentical: first.raws.some((raw) => second.raws.includes(raw)),
        isInPool: inPool?.has(canonical),
      },
    ];
  });
}

interface Places {
  readonly rows: number[];
  readonly raws: RowKey[];
}

function placeRows(miner: JudgedMiner | undefined, count: number): Map<RowKey, Places> {
  const places = new Map<RowKey, Places>();
  for (const digest of miner === undefined ? [] : rowsThatCount(miner, count)) {
    const known = places.get(keyOf(digest));
    if (known === undefined) {
      places.set(keyOf(digest), { rows: [digest.row], raws: [digest.raw] });
    } else {
      known.rows.push(digest.row);
      known.raws.push(digest.raw);
    }
  }
  return places;
}
