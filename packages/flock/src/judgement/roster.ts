import type {
  JudgedMiner,
  JudgementInput,
  MinerFile,
  RowDigest,
  RowKey,
} from "./judgement-input.ts";
import type { RuleSet } from "./rule-set.ts";

/** A miner with the rows that count, as small numbers in place of their keys. */
export interface RosterEntry {
  readonly miner: JudgedMiner;
  /** Rows that count. */
  readonly rows: number;
  /** Of those, how many are not known in the form that Python prints. */
  readonly unknown: number;
  /** Distinct rows that count, in file order. */
  readonly keys: readonly number[];
  /** Rows beyond the first of their kind. */
  readonly repeated: number;
  /** Distinct rows that stand in the pool; undefined without a pool. */
  readonly inPool: number | undefined;
}

export interface Roster {
  readonly ruleSet: RuleSet;
  /** By uid, ascending. */
  readonly entries: readonly RosterEntry[];
  /** How many keys there are: they go from 0 to this, exclusive. */
  readonly keyCount: number;
  readonly pool: PoolSummary;
}

export interface PoolSummary {
  readonly status: MinerFile["status"] | "missing";
  readonly rows: number;
  readonly distinctRows: number;
  /** Rows that are not known in the form that Python prints. */
  readonly unknownRows: number;
}

/**
 * Numbers the rows that count once, so that all comparisons after it are of small integers. With the keys of strings
 * themselves the pairs of 256 miners take ten times as long.
 */
export function createRoster({ ruleSet, pool, miners }: JudgementInput): Roster {
  const keys = new Map<RowKey, number>();
  const poolKeys = numberPool(pool, keys);
  const firstOutside = keys.size;
  const entries = miners
    .toSorted((a, b) => a.uid - b.uid)
    .map((miner) => enter(miner, { ruleSet, keys, firstOutside, hasPool: pool !== undefined }));
  return {
    ruleSet,
    entries,
    keyCount: keys.size,
    pool: {
      status: pool?.status ?? "missing",
      rows: pool?.rows.length ?? 0,
      ...poolKeys,
    },
  };
}

function numberPool(
  pool: MinerFile | undefined,
  keys: Map<RowKey, number>,
): Pick<PoolSummary, "distinctRows" | "unknownRows"> {
  let unknownRows = 0;
  for (const { canonical } of pool?.rows ?? []) {
    if (canonical === undefined) unknownRows += 1;
    else numberOf(keys, canonical);
  }
  return { distinctRows: keys.size, unknownRows };
}

interface EnterContext {
  readonly ruleSet: RuleSet;
  readonly keys: Map<RowKey, number>;
  /** Keys below it stand in the pool. */
  readonly firstOutside: number;
  readonly hasPool: boolean;
}

function enter(
  miner: JudgedMiner,
  { ruleSet, keys, firstOutside, hasPool }: EnterContext,
): RosterEntry {
  const rows = rowsThatCount(miner, ruleSet.rows);
  const distinct = new Set<number>();
  let known = 0;
  for (const { canonical } of rows) {
    if (canonical === undefined) continue;
    known += 1;
    distinct.add(numberOf(keys, canonical));
  }
  const list = [...distinct];
  return {
    miner,
    rows: rows.length,
    unknown: rows.length - known,
    keys: list,
    repeated: known - list.length,
    inPool: hasPool ? list.filter((key) => key < firstOutside).length : undefined,
  };
}

/** The rows that count as small numbers by their bytes, distinct ones, for each entry. */
export function numberRawRows({ entries, ruleSet }: Roster): {
  readonly lists: readonly (readonly number[])[];
  readonly keyCount: number;
} {
  const keys = new Map<RowKey, number>();
  const lists = entries.map(({ miner }) => [
    ...new Set(rowsThatCount(miner, ruleSet.rows).map(({ raw }) => numberOf(keys, raw))),
  ]);
  return { lists, keyCount: keys.size };
}

/**
 * The first rows of a miner's file, `rows` at most; none of one that is void: the whole file is parsed before it is cut,
 * so one bad row anywhere leaves no rows at all (FLock-subnet, flockoff/validator/validator_utils.py, `load_jsonl`).
 */
export function rowsThatCount({ file }: JudgedMiner, rows: number): readonly RowDigest[] {
  return file.status === "none" || file.status === "void" ? [] : file.rows.slice(0, rows);
}

function numberOf(keys: Map<RowKey, number>, key: RowKey): number {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const number = keys.size;
  keys.set(key, number);
  return number;
}
