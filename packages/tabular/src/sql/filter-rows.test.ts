import { describe, expect, it } from "vitest";
import {
  AWKWARD_SCHEMA,
  breakOff,
  collect,
  inBatches,
  makeAwkwardRows,
  toPlainRows,
} from "../../testing/awkward-rows.ts";
import { TabularError } from "../errors.ts";
import type { TableRow } from "../schema.ts";
import { filterRows } from "./filter-rows.ts";

const schema = AWKWARD_SCHEMA;
const rows = makeAwkwardRows();
const plain = toPlainRows(rows);

/** The numbers of the rows that pass. */
async function filter(where: string, size = 64): Promise<bigint[]> {
  const kept = await collect(await filterRows(inBatches(rows, size), { schema, where }));
  return kept.map((row) => BigInt(row.at(-1) as number));
}

async function failWith(where: string): Promise<TabularError> {
  const error: unknown = await filterRows(untouched(), { schema, where }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TabularError);
  return error as TabularError;
}

// oxfmt-ignore
async function* untouched(): AsyncGenerator<TableRow[]> {
  yield await Promise.reject(new Error("rows were read before the expression was checked"));
}

const text = (row: readonly unknown[]): string | null => row[4] as string | null;
const list = (row: readonly unknown[]): { role: string | null; content: string | null }[] | null =>
  row[6] as { role: string | null; content: string | null }[] | null;

describe("filterRows", () => {
  it.each([
    ["n > 0", (row) => row[0] !== null && (row[0] as number) > 0],
    ['"N" > 0 -- a comment', (row) => row[0] !== null && (row[0] as number) > 0],
    ["awkward.n > 0;".slice(0, -1), (row) => row[0] !== null && (row[0] as number) > 0],
    ["block = 9007199254740993", (row) => row[1] === 2n ** 53n + 1n],
    ["share BETWEEN 0.1 AND 1", (row) => row[2] === 0.1 || row[2] === 1 / 3],
    ["valid", (row) => row[3] === true],
    ["NOT valid", (row) => row[3] === false],
    ["text IS NULL", (row) => text(row) === null],
    ["text = ''", (row) => text(row) === ""],
    ["length(text) = 1000000", (row) => text(row)?.length === 1_000_000],
    ["contains(text, chr(0))", (row) => text(row)?.includes("\0") === true],
    ["observed_at < TIMESTAMP '1970-01-01'", (row) => row[5] !== null && (row[5] as bigint) < 0n],
    ["len(conversations) = 401", (row) => list(row)?.length === 401],
    ["len(conversations) = 0", (row) => list(row)?.length === 0],
    ["conversations[1].role = 'user'", (row) => list(row)?.[0]?.role === "user"],
    [
      "len(list_filter(conversations, lambda m: m.role = 'assistant')) > 0",
      (row) => list(row)?.some(({ role }) => role === "assistant") === true,
    ],
    [
      "CASE WHEN n > 0 THEN valid ELSE row < 10 END",
      (row) =>
        row[0] !== null && (row[0] as number) > 0 ? row[3] === true : (row[7] as bigint) < 10n,
    ],
    [
      "row IN (1, 2, 3) OR try_cast(text AS INTEGER) = 1",
      (row) => [1n, 2n, 3n].includes(row[7] as bigint) || text(row) === "+1",
    ],
    ["true", () => true],
    ["1 = 1", () => true],
    ["false", () => false],
    ["n > 0 OR NULL", (row) => row[0] !== null && (row[0] as number) > 0],
  ] satisfies [string, (row: readonly unknown[]) => boolean][])(
    "keeps the rows for which %s",
    async (where, passes) => {
      const expected = plain.filter(passes).map((row) => row[7] as bigint);
      expect(await filter(where)).toEqual(expected);
      expect(await filter(where, 7)).toEqual(expected);
    },
  );

  it("gives the rows as they came, JSON text too", async () => {
    const found: unknown[] = [];
    const kept = await filterRows(inBatches(rows), { schema, where: "row % 3 = 1" });
    for await (const batch of kept) found.push(...toPlainRows(batch));
    expect(found.length).toBe(67);
    expect(found).toEqual(plain.filter((row) => (row[7] as bigint) % 3n === 1n));
  });

  it("takes batches of more rows than DuckDB's chunks, and of none", async () => {
    const many = Array.from({ length: 5_000 }, (_, row) => [...(rows[1] ?? []).slice(0, -1), row]);
    async function* batches(): AsyncGenerator<TableRow[]> {
      yield many;
      yield [];
      yield many.slice(0, 1);
    }
    const kept = await filterRows(batches(), { schema, where: "row % 1000 = 0" });
    const numbers = (await collect(kept)).map((row) => row.at(-1));
    expect(numbers).toEqual([0, 1_000, 2_000, 3_000, 4_000, 0]);
  });

  it("fails on a value that cannot be converted, whatever the rest says", async () => {
    await expect(filter("row < 0 AND CAST(text AS INTEGER) = 1")).rejects.toMatchObject({
      code: "TABULAR_SQL",
      message: "a value is not what the SQL takes it for",
      next: "where some values cannot be converted, try_cast gives NULL for them",
    });
  });

  it("stops when the signal aborts, even while rows are waited for", async () => {
    const controller = new AbortController();
    const waiting = breakOff(rows, () => {
      controller.abort(new Error("enough"));
      return new Promise(() => {});
    });
    const { signal } = controller;
    const kept = await filterRows(waiting, { schema, where: "valid", signal });
    await expect(collect(kept)).rejects.toThrow("enough");
    const aborted = AbortSignal.abort(new Error("before"));
    await expect(filterRows(waiting, { schema, where: "valid", signal: aborted })).rejects.toThrow(
      "before",
    );
  });

  it("ends the rows when its reader stops", async () => {
    let isEnded = false;
    async function* endless(): AsyncGenerator<readonly TableRow[]> {
      try {
        for (;;) yield rows;
      } finally {
        isEnded = true;
      }
    }
    for await (const _ of await filterRows(endless(), { schema, where: "true" })) break;
    expect(isEnded).toBe(true);
  });
});

describe("before a row is read", () => {
  it.each([
    ["", "there is no expression"],
    ["-- nothing", "the SQL cannot be understood"],
    ["valid; DROP TABLE awkward", "there is more than an expression"],
    ["valid; SELECT 1", "there is more than an expression"],
    ["valid, valid", "there is more than an expression"],
    ["valid AS v", "there is more than an expression"],
    ["valid v", "there is more than an expression"],
    ["valid FROM awkward", "there is more than an expression"],
    ["valid WHERE true", "there is more than an expression"],
    ["valid ORDER BY n", "there is more than an expression"],
    ["valid LIMIT 1", "there is more than an expression"],
    ["valid UNION SELECT true", "there is more than an expression"],
    ["DISTINCT valid", "there is more than an expression"],
    ["valid) OR (true", "the SQL cannot be understood"],
    ["valid AND", "the SQL cannot be understood"],
    ["'unterminated", "the SQL cannot be understood"],
    ["text", "the expression is VARCHAR, neither true nor false"],
    ["n + 1", "the expression is INTEGER, neither true nor false"],
    ["count(*) > 1", "the SQL cannot be run"],
    ["sum(n) > 1", "the SQL cannot be run"],
    [
      "json_group_array(n) IS NULL",
      "the function json_group_array is not allowed: it gives something else each time, or does not look at one row",
    ],
    [
      "row_number() OVER () > 1",
      "window functions are not allowed: an expression is about one row",
    ],
    ["n IN (SELECT n FROM awkward)", "subqueries are not allowed: an expression is about one row"],
    [
      "EXISTS (FROM read_text('/etc/passwd'))",
      "subqueries are not allowed: an expression is about one row",
    ],
    ["(SELECT true FROM 'x.csv')", "subqueries are not allowed: an expression is about one row"],
    ["unnest([true])", "the SQL cannot be run"],
    [
      "COLUMNS(*) IS NULL",
      "several columns at once are not allowed: an expression is about one row",
    ],
    ["*", "several columns at once are not allowed: an expression is about one row"],
    ["n = $1", "parameters are not allowed: an expression is about one row"],
    ["n = ?", "parameters are not allowed: an expression is about one row"],
    ["#1", "places of columns are not allowed: an expression is about one row"],
    ["read_text('/etc/passwd') IS NULL", "the SQL cannot be run"],
    ["glob('/*') IS NULL", "the SQL cannot be run"],
    ["lenght(text) > 1", "the SQL cannot be run"],
    ["n > 'zz'", "a value is not what the SQL takes it for"],
  ])("refuses %j", async (where, message) => {
    const error = await failWith(where);
    expect(error).toMatchObject({ code: "TABULAR_SQL", kind: "usage" });
    expect(error.message).toBe(message);
  });

  it.each([
    "random() < 0.5",
    "uuid() = text",
    "gen_random_uuid() IS NULL",
    "now() > observed_at",
    "current_date > observed_at",
    "CURRENT_TIMESTAMP > observed_at",
    "localtimestamp > observed_at",
    "current_localtimestamp() > observed_at",
    "today() > observed_at",
    "ago(INTERVAL 1 DAY) > observed_at",
    "current_setting('threads') = '1'",
    "getvariable('x') IS NULL",
    "getenv('HOME') = 'x'",
    "nextval('x') = 1",
    "current_user = text",
    "user = text",
    "txid_current() = 1",
    "current_query() = text",
    "sleep_ms(10) IS NULL",
    "pg_sleep(1) IS NULL",
    "write_log('x') IS NULL",
    "list_filter(conversations, lambda m: random() < 0.5) IS NULL",
    "version() = text",
  ])("refuses %j, which is not the same each time, or looks elsewhere", async (where) => {
    const { code, message } = await failWith(where);
    expect(code).toBe("TABULAR_SQL");
    expect(message).toMatch(/^the function \w+ is not allowed|^the SQL cannot be run/);
  });

  it("names the columns that are near an unknown one", async () => {
    expect(await failWith("blok > 1")).toMatchObject({
      message: "there is no column blok",
      next: "did you mean block?",
      columns: ["n", "block", "share", "valid", "text", "observed_at", "conversations", "row"],
    });
    expect(await failWith("len(conversation) > 1 AND vlaid")).toMatchObject({
      next: "did you mean conversations?",
    });
    expect(await failWith("awkward.tex = ''")).toMatchObject({ next: "did you mean text?" });
    expect((await failWith("zzzzzzzzz = 1")).next).toMatch(/^the columns are n, block, /);
  });
});
