import type {
  JudgedMiner,
  JudgementInput,
  MinerFile,
  RowDigest,
  RowKey,
} from "./judgement-input.ts";
import { mayEqualAny, type OpenRow, type OpenRows } from "./open-rows.ts";
import type { RuleSet } from "./rule-set.ts";

/** A miner with the rows that count, as small numbers in place of their keys. */
export interface RosterEntry extends OpenRows {
  readonly miner: JudgedMiner;
  /** Rows that count. */
  readonly rows: number;
  /** Distinct rows that count, in file order; those that are open by their bytes. */
  readonly keys: readonly number[];
  /** Rows beyond the first of their kind. */
  readonly repeated: number;
  /** Distinct rows that stand in the pool; undefined without a pool. */
  readonly inPool: number | undefined;
  /** Distinct rows that do not stand in the pool for certain; 0 without a pool. */
  readonly outside: number;
  /** Distinct rows of which that, or whether another one in the file is the same, is not known. */
  readonly unknown: number;
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
  const numbered = pool && numberRows(pool.rows, keys);
  const context = { ruleSet, keys, pool: numbered, firstOutside: keys.size };
  const entries = miners.toSorted((a, b) => a.uid - b.uid).map((miner) => enter(miner, context));
  return {
    ruleSet,
    entries,
    keyCount: keys.size,
    pool: {
      status: pool?.status ?? "missing",
      rows: pool?.rows.length ?? 0,
      distinctRows: context.firstOutside,
      unknownRows: numbered?.open.length ?? 0,
    },
  };
}

interface NumberedRows extends OpenRows {
  /** Key -> bytes that Python prints, of distinct rows in file order; those that are open are in `open`. */
  readonly lengths: ReadonlyMap<number, number>;
}

function numberRows(rows: readonly RowDigest[], keys: Map<RowKey, number>): NumberedRows {
  const lengths = new Map<number, number>();
  const open: OpenRow[] = [];
  let longest = 0;
  for (const { raw, canonical, canonicalLength } of rows) {
    const key = numberOf(keys, keyOf({ canonical, raw }));
    if (lengths.has(key)) continue;
    // What is not known is taken for what says least.
    const length = canonicalLength ?? (canonical === undefined ? 0 : Infinity);
    lengths.set(key, length);
    if (canonical === undefined) open.push({ key, atLeast: length });
    else if (length > longest) longest = length;
  }
  return { lengths, open, longest };
}

interface EnterContext {
  readonly ruleSet: RuleSet;
  readonly keys: Map<RowKey, number>;
  readonly pool: NumberedRows | undefined;
  /** Keys below it stand in the pool. */
  readonly firstOutside: number;
}

function enter(
  miner: JudgedMiner,
  { ruleSet, keys, pool, firstOutside }: EnterContext,
): RosterEntry {
  const rows = rowsThatCount(miner, ruleSet.rows);
  const { lengths, open, longest } = numberRows(rows, keys);
  const list = [...lengths.keys()];
  const outside = pool === undefined ? [] : list.filter((key) => key >= firstOutside);
  const isOpen = new Map(open.map((row) => [row.key, row]));
  const maybeInPool = outside.filter((key) =>
    mayStandIn(pool, isOpen.get(key) ?? { key, length: lengths.get(key) ?? 0 }),
  );
  const maybeRepeated = open.filter(
    (row) => !maybeInPool.includes(row.key) && mayEqualAny(row, { open, longest }),
  );
  return {
    miner,
    rows: rows.length,
    keys: list,
    open,
    longest,
    repeated: rows.length - list.length,
    inPool: pool && list.length - outside.length,
    outside: outside.length - maybeInPool.length,
    unknown: maybeInPool.length + maybeRepeated.length,
  };
}

/** Whether a row of which no equal was found in the pool may have one there. */
function mayStandIn(
  pool: NumberedRows | undefined,
  row: OpenRow | { readonly key: number; readonly length: number },
): boolean {
  if (pool === undefined) return true;
  if ("atLeast" in row) return mayEqualAny(row, pool);
  return pool.open.some(({ atLeast }) => row.length >= atLeast);
}

/** Of a row of which it is not known what Python prints that are its bytes: what is printed for it may be just that. */
export function keyOf({ canonical, raw }: Pick<RowDigest, "canonical" | "raw">): RowKey {
  return canonical ?? raw;
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
