import { listSources, type Publisher, type Role, type RowPlan } from "./cast.ts";
import type { DataSet } from "./data-set.ts";
import { editRow } from "./edit-row.ts";
import type { Pool } from "./pool.ts";
import type { Random } from "./random.ts";

/** Rows of a data set: those that the validator counts (flockoff/constants.py, 2026-02). */
const ROWS = 100;

/** The data sets of all publishers of a cast, by uid. */
export function createMinerData(
  cast: readonly Role[],
  { pool, random }: { pool: Pool; random: Random },
): ReadonlyMap<number, DataSet> {
  const made = new Map<number, DataSet>();
  const make = (uid: number): DataSet => {
    const found = made.get(uid);
    if (found !== undefined) return found;
    const role = cast[uid];
    if (role?.type !== "publisher") throw new RangeError(`uid ${uid} publishes nothing`);
    for (const source of listSources(role)) make(source);
    const dataSet = createDataSet(role, { pool, made, random: random.fork(`rows ${uid}`) });
    made.set(uid, dataSet);
    return dataSet;
  };
  for (const [uid, role] of cast.entries()) if (role.type === "publisher") make(uid);
  return made;
}

interface Sources {
  readonly pool: Pool;
  readonly made: ReadonlyMap<number, DataSet>;
  readonly random: Random;
}

function createDataSet({ rows, repoOf }: Publisher, sources: Sources): DataSet {
  if (repoOf !== undefined) return takeFrom(sources, repoOf);
  // An exact copy is one of bytes, not only of rows.
  if (rows.kind === "copy") return takeFrom(sources, rows.of);
  const endsWithNewline = sources.random.next() < 0.8;
  return { rows: chooseRows(rows, sources), endsWithNewline };
}

function chooseRows(plan: Exclude<RowPlan, { kind: "copy" }>, sources: Sources): Uint8Array[] {
  const { pool, random } = sources;
  switch (plan.kind) {
    case "picked":
      return pickRows(pool, random, { count: ROWS });
    case "empty":
      return [];
    case "reordered":
      return random.shuffle(takeFrom(sources, plan.of).rows);
    case "near-copy":
      return takeFrom(sources, plan.of).rows.map((row) => editRow(row, plan.editRate, random));
    case "broken-line":
      return pickRows(pool, random, { count: ROWS }).map((row, index) =>
        index === ROWS / 2 ? row.subarray(0, row.length - 25) : row,
      );
    case "partial":
      return mixRows(plan, sources);
    default:
      return plan satisfies never;
  }
}

function mixRows(plan: RowPlan & { kind: "partial" }, sources: Sources): Uint8Array[] {
  const { pool, random } = sources;
  const { of, shared, also } = plan;
  const first = takeFrom(sources, of).rows;
  const second = also === undefined ? [] : takeFrom(sources, also.of).rows;
  const avoid = new Set([...first, ...second]);
  // A row that both have by chance would count twice.
  const taken = [
    ...random.shuffle(first.filter((row) => !second.includes(row))).slice(0, shared),
    ...random.shuffle(second.filter((row) => !first.includes(row))).slice(0, also?.shared ?? 0),
  ];
  const fresh = pickRows(pool, random, { count: ROWS - taken.length, avoid });
  return random.shuffle([...taken, ...fresh]);
}

/** `count` different rows of the pool, none of those to avoid. */
export function pickRows(
  { rows }: Pool,
  random: Random,
  { count, avoid = new Set() }: { count: number; avoid?: ReadonlySet<Uint8Array> },
): Uint8Array[] {
  const chosen = new Set<Uint8Array>();
  while (chosen.size < count) {
    const row = random.pick(rows);
    if (!avoid.has(row)) chosen.add(row);
  }
  return [...chosen];
}

function takeFrom({ made }: Sources, uid: number): DataSet {
  const dataSet = made.get(uid);
  if (dataSet === undefined) throw new RangeError(`uid ${uid} has no data set yet`);
  return dataSet;
}
