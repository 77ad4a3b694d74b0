import type { FlockError } from "@flock-tools/core";
import type { RowSource, TableRow, TableSchema } from "@flock-tools/tabular";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  makeRows,
  type MinerRecipe,
  ROW_KINDS,
  type RowRecipe,
  toMiners,
} from "../../testing/create-mix-world.ts";
import { createRowStore } from "../../testing/create-row-store.ts";
import { createMix } from "../mix/create-mix.ts";
import { readExportRows } from "./read-export-rows.ts";
import type { RowSelection } from "./row-selection.ts";

type NamedRow = Readonly<Record<string, unknown>>;

const recipe: fc.Arbitrary<RowRecipe> = fc.record({
  kind: fc.constantFrom(...ROW_KINDS),
  of: fc.nat(100),
  at: fc.nat(100),
  by: fc.nat(1000),
});
const world: fc.Arbitrary<MinerRecipe[]> = fc.array(
  fc.record({
    block: fc.integer({ min: 1, max: 4 }),
    rows: fc.array(recipe, { minLength: 1, maxLength: 8 }),
  }),
  { minLength: 2, maxLength: 5 },
);
// Rarely many at once: little would be left to draw from.
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values });
const selections: fc.Arbitrary<RowSelection> = fc.record({
  uids: maybe(fc.constant([0, 1])),
  since: maybe(fc.constant({ type: "block", block: 2 } as const)),
  until: maybe(fc.constant({ type: "block", block: 3 } as const)),
  minTurns: maybe(fc.nat(2)),
  minChars: maybe(fc.nat(120)),
  maxChars: maybe(fc.integer({ min: 60, max: 400 })),
  only: maybe(fc.constantFrom("valid", "unique")),
  sample: fc.option(fc.nat(12), { nil: undefined, freq: 2 }),
  seed: maybe(fc.nat(9)),
  limit: maybe(fc.nat(12)),
});

/** Keeps the rows with an even number: what only the caller knows. */
async function* keepEven(rows: RowSource, place: number): RowSource {
  for await (const batch of rows) yield batch.filter((row) => Number(row[place]) % 2 === 0);
}

async function readAll({
  rows,
  schema,
}: {
  readonly rows: RowSource;
  readonly schema: TableSchema;
}): Promise<NamedRow[]> {
  const all: NamedRow[] = [];
  const toNamed = (row: TableRow): NamedRow =>
    Object.fromEntries(
      schema.columns
        .map(({ name }, place) => [name, row[place]] as const)
        .filter(([name]) => name !== "system" && name !== "conversations"),
    );
  for await (const batch of rows) all.push(...batch.map(toNamed));
  return all;
}

const idOf = (row: NamedRow): string => `${String(row["uid"])}/${String(row["row_index"])}`;
const keyOf = (row: NamedRow): unknown => row["canonical_sha256"] ?? row["row_sha256"];

function isEarlier(a: NamedRow, b: NamedRow): boolean {
  for (const name of ["commitment_block", "uid", "row_index"]) {
    if (a[name] !== b[name]) return Number(a[name]) < Number(b[name]);
  }
  return false;
}

const isWithin = (cell: unknown, least = 0, most = Infinity): boolean =>
  cell !== null && Number(cell) >= least && Number(cell) <= most;

/** What is left before `sample` and `limit`, one predicate after the other, as the selection says it. */
function chooseSlowly(all: readonly NamedRow[], selection: RowSelection): NamedRow[] {
  const { uids, since, until, minTurns, minChars, maxChars, only } = selection;
  const chosen = all.filter((row) => {
    const block = Number(row["commitment_block"]);
    return (
      (uids === undefined || uids.includes(Number(row["uid"]))) &&
      (since === undefined || block >= 2) &&
      (until === undefined || block <= 3)
    );
  });
  const asksForText = [minTurns, minChars, maxChars].some((bound) => bound !== undefined);
  const said = chosen.filter(
    (row) =>
      !asksForText ||
      (isWithin(row["n_turns"], minTurns) && isWithin(row["n_chars"], minChars, maxChars)),
  );
  if (only === "valid") return said.filter((row) => row["valid"] === true);
  if (only === undefined) return said;
  return said.filter(
    (row) => !said.some((other) => keyOf(other) === keyOf(row) && isEarlier(other, row)),
  );
}

it("reads, and mixes, the rows that any selection asks for", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(world, selections, fc.boolean(), async (miners, selection, isFiltered) => {
      const store = await createRowStore(toMiners(miners, makeRows(miners)));
      const all = await readAll(await readExportRows(store));
      const place = (await readExportRows(store)).schema.columns.findIndex(
        ({ name }) => name === "row_index",
      );
      const filter = isFiltered ? (rows: RowSource) => keepEven(rows, place) : undefined;
      const exported = await readExportRows(store, { selection, filter });
      const found = await readAll(exported);
      const { sample, limit } = selection;
      const left = chooseSlowly(all, selection).filter(
        (row) => !isFiltered || Number(row["row_index"]) % 2 === 0,
      );
      const known = new Map(left.map((row) => [idOf(row), row]));
      expect(found).toEqual(
        sample === undefined ? left.slice(0, limit) : found.map((row) => known.get(idOf(row))),
      );
      const order = left.map(idOf);
      expect(found.map(idOf)).toEqual(order.filter((id) => found.some((row) => idOf(row) === id)));
      expect(found).toHaveLength(Math.min(left.length, sample ?? Infinity, limit ?? Infinity));
      // The same rows twice, and in a mix: one grammar.
      expect(await readAll(exported)).toEqual(found);
      const options = { selection, filter, dedupe: "none", validation: { rows: 0 } } as const;
      const made = await createMix(store, options).catch((error: unknown) => error as FlockError);
      const mixed =
        made instanceof Error
          ? []
          : made.splits.flatMap(({ list }) =>
              Array.from(list(), ({ miner, row }) => `${miner.uid}/${row}`),
            );
      const valid = found.filter((row) => row["valid"] === true).map(idOf);
      const outcome = made instanceof Error ? made.code : "mixed";
      expect(outcome).toBe(valid.length === 0 ? "MIX_EMPTY" : "mixed");
      expect(mixed.toSorted()).toEqual(valid.toSorted());
    }),
    { numRuns: 60 },
  );
});
