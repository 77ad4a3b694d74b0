import type { Uid } from "@flock-tools/core";
import type { JudgedMiner, JudgementInput, RowKey } from "./judgement-input.ts";

/** A row that counts in both of two files. */
export interface SharedRow {
  /** What the two have in common: the key of what Python prints. */
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
  const inPool = pool && new Set(pool.rows.map(({ canonical }) => canonical));
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
  const file = miner?.file;
  if (file === undefined || file.status === "none" || file.status === "void") return places;
  for (const { row, raw, canonical } of file.rows.slice(0, count)) {
    if (canonical === undefined) continue;
    const known = places.get(canonical);
    if (known === undefined) places.set(canonical, { rows: [row], raws: [raw] });
    else {
      known.rows.push(row);
      known.raws.push(raw);
    }
  }
  return places;
}
