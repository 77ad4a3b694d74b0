import { describe, expect, it } from "vitest";
import { collect } from "../../testing/awkward-rows.ts";
import { useTestDatabase } from "../../testing/use-test-database.ts";
import type { Cell } from "../schema.ts";
import { runQuery } from "./run-query.ts";

const database = useTestDatabase();

describe("queries", () => {
  it.each([
    ["SELECT count(*) AS n, sum(uid) FROM rows", [[4n, 10n]]],
    ["-- a comment\n/* and one more */ (SELECT 1);", [[1]]],
    ["WITH few AS (FROM rows LIMIT 1) SELECT uid FROM few", [[1]]],
    [
      "VALUES (1, 'a'), (2, NULL)",
      [
        [1, "a"],
        [2, null],
      ],
    ],
    [
      "SELECT content FROM (SELECT unnest(conversations, recursive := true) FROM rows WHERE uid = 4)",
      [[""]],
    ],
    ["TABLE rows LIMIT 0", []],
    ["SELECT x FROM range(3) AS r(x)", [[0n], [1n], [2n]]],
  ] satisfies [string, Cell[][]][])("run: %s", async (sql, expected) => {
    expect(await database.query(sql)).toEqual(expected);
  });

  it.each([
    "DESCRIBE rows",
    "SUMMARIZE rows",
    "EXPLAIN SELECT uid FROM rows",
    "SHOW TABLES",
    "EXPLAIN ANALYZE SELECT 1",
    "explain (analyze, format json) select 1",
    "EXPLAIN (SELECT 1)",
  ])("run: %s", async (sql) => {
    expect((await database.query(sql)).length).toBeGreaterThan(0);
  });

  it("tell names and types, and make cells of values of every type", async () => {
    const { columns, rows: batches } = await runQuery(
      database.db,
      `SELECT 1 AS a, 2::BIGINT AS a, 1.5, 0.1::DOUBLE AS d,
      true AS t, 'x' AS s, DATE '1969-12-31' AS day, 12345678901234567.5 AS long, 1::HUGEINT AS h,
      TIMESTAMP '1969-12-31 23:59:59.999999' AS ts, TIMESTAMPTZ '2020-01-01 00:00:00+01' AS tz,
      {'a': 9007199254740993, 'b': [1, NULL]} AS st, MAP {'k': 1} AS m, NULL AS nothing, INTERVAL 1 DAY AS i,
      [{'role': 'r', 'content': NULL::VARCHAR}] AS l`,
    );
    const described = columns.map(({ name, type, sqlType }) => `${name} ${type} ${sqlType}`);
    const cells = (await collect(batches))[0]!;
    expect(described.map((text, index) => [text, cells[index]])).toEqual([
      ["a int32 INTEGER", 1],
      ["a:1 int64 BIGINT", 2n],
      ["1.5 float64 DECIMAL(2,1)", 1.5],
      ["d float64 DOUBLE", 0.1],
      ["t bool BOOLEAN", true],
      ["s utf8 VARCHAR", "x"],
      ["day utf8 DATE", "1969-12-31"],
      ["long utf8 DECIMAL(18,1)", "12345678901234567.5"],
      ["h int64 HUGEINT", 1n],
      ["ts timestamp TIMESTAMP", -1n],
      ["tz timestamp TIMESTAMP WITH TIME ZONE", 1_577_833_200_000_000n],
      ['st utf8 STRUCT("a" BIGINT, "b" INTEGER[])', '{"a":9007199254740993,"b":[1,null]}'],
      ["m utf8 MAP(VARCHAR, INTEGER)", '{"k":1}'],
      ["nothing int32 INTEGER", null],
      ["i utf8 INTERVAL", "1 day"],
      ['l messages STRUCT("role" VARCHAR, "content" VARCHAR)[]', [{ role: "r", content: null }]],
    ]);
  });

  it("do not round what is beyond 64 bits", async () => {
    expect(await database.query("SELECT 9223372036854775807::HUGEINT")).toEqual([[2n ** 63n - 1n]]);
    expect(await database.failWith("SELECT 9223372036854775808::HUGEINT AS big")).toMatchObject({
      code: "TABULAR_LOSSY",
      message: "big has an integer beyond 64 bits: 9223372036854775808",
    });
  });

  it("give rows as they come, and stop when the reader does", async () => {
    const { rows: batches } = await runQuery(database.db, "SELECT * FROM range(1_000_000_000)");
    let first: Cell | undefined;
    for await (const batch of batches) {
      first = batch[0]?.[0];
      break;
    }
    expect(first).toBe(0n);
  });
});
