import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TabularError } from "../errors.ts";
import type { Cell, RowSource, TableSchema } from "../schema.ts";
import { listTables } from "./list-tables.ts";
import { declareTable, loadTable } from "./load-table.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { runQuery } from "./run-query.ts";

const schema: TableSchema = {
  name: "rows",
  version: 1,
  columns: [
    { name: "uid", type: "int32", nullable: false, description: "" },
    { name: "commitment_block", type: "int64", nullable: false, description: "" },
    { name: "observed_at", type: "timestamp", nullable: true, description: "" },
    { name: "similarity", type: "float64", nullable: true, description: "" },
    { name: "valid", type: "bool", nullable: false, description: "" },
    { name: "system", type: "utf8", nullable: true, description: "" },
    { name: "conversations", type: "messages", nullable: true, description: "" },
  ],
};

const json = (value: unknown): { json: Uint8Array } => ({
  json: Buffer.from(JSON.stringify(value)),
});

const MESSAGES = [
  { role: "user", content: 'a\0b "😀" \u202e' },
  { role: "assistant", content: "x".repeat(1_000_000) },
];

const rows: Cell[][] = [
  [1, 2n ** 53n + 1n, -1n, 0.5, true, "a\0", json(MESSAGES)],
  [2, 7, null, null, false, json('"\u0000\n'), []],
  [3, -(2n ** 63n), 1_700_000_000_000_001n, -0.25, true, null, null],
  [4, 2n ** 63n - 1n, 0n, 1, true, "", [{ role: null, content: "" }]],
];

const folder = mkdtempSync(join(tmpdir(), "flock-sql-test-"));
let db: Database;

beforeAll(async () => {
  db = await openDatabase({ memory: 2 ** 27, tempDir: folder, tempBytes: 2 ** 24 });
  await loadTable(db, { schema, rows: inBatches(rows, 3) });
});

afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

async function* inBatches(all: readonly Cell[][], size: number): AsyncGenerator<Cell[][]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

async function query(sql: string, signal?: AbortSignal): Promise<Cell[][]> {
  return collect((await runQuery(db, sql, { signal })).rows);
}

async function* breakOff(): AsyncGenerator<Cell[][]> {
  yield rows;
  throw new Error("the disk is gone");
}

async function collect(batches: RowSource): Promise<Cell[][]> {
  const found: Cell[][] = [];
  for await (const batch of batches) for (const row of batch) found.push([...row]);
  return found;
}

async function failWith(sql: string): Promise<TabularError> {
  const error: unknown = await query(sql).then(
    (found) => found,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TabularError);
  return error as TabularError;
}

describe("tables", () => {
  it("hold what they were given", async () => {
    expect(await query("FROM rows ORDER BY uid")).toEqual([
      [1, 2n ** 53n + 1n, -1n, 0.5, true, "a\0", MESSAGES],
      [2, 7n, null, null, false, '"\u0000\n', []],
      [3, -(2n ** 63n), 1_700_000_000_000_001n, -0.25, true, null, null],
      [4, 2n ** 63n - 1n, 0n, 1, true, "", [{ role: null, content: "" }]],
    ]);
  });

  it("can be named before they are loaded", async () => {
    await declareTable(db, { ...schema, name: "neurons" });
    expect(await query("SHOW TABLES")).toEqual([["neurons"], ["rows"]]);
    expect([...db.tables.keys()].toSorted()).toEqual(["neurons", "rows"]);
    await loadTable(db, { schema: { ...schema, name: "neurons" }, rows: inBatches(rows, 1) });
    expect(await query("SELECT count(*) FROM neurons")).toEqual([[4n]]);
  });

  it("are not left half full", async () => {
    const half = { ...schema, name: "half" };
    await expect(loadTable(db, { schema: half, rows: breakOff() })).rejects.toThrow("disk is gone");
    expect(db.tables.has("half")).toBe(false);
    expect(await failWith("FROM half")).toMatchObject({ message: "there is no table half" });
  });

  it("refuse cells of other types", async () => {
    const columns = [{ name: "uid", type: "int32", nullable: false, description: "" }] as const;
    for (const cell of [null, 2 ** 31, 1.5, "1", 1n, true]) {
      const loading = loadTable(db, {
        schema: { name: "bad", version: 1, columns },
        rows: inBatches([[cell]], 1),
      });
      await expect(loading).rejects.toThrow(/^the cell uid of row 0 must be int32: got /);
    }
  });

  it("stop loading when the signal aborts, even while rows are waited for", async () => {
    const controller = new AbortController();
    async function* waiting(): AsyncGenerator<Cell[][]> {
      yield rows;
      queueMicrotask(() => controller.abort(new Error("enough")));
      await new Promise(() => {});
    }
    const { signal } = controller;
    const loading = loadTable(db, { schema: { ...schema, name: "w" }, rows: waiting(), signal });
    await expect(loading).rejects.toThrow("enough");
    expect(db.tables.has("w")).toBe(false);
  });
});

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
    expect(await query(sql)).toEqual(expected);
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
    expect((await query(sql)).length).toBeGreaterThan(0);
  });

  it("tell names and types, and make cells of values of every type", async () => {
    const { columns, rows: batches } = await runQuery(
      db,
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
    expect(await query("SELECT 9223372036854775807::HUGEINT")).toEqual([[2n ** 63n - 1n]]);
    expect(await failWith("SELECT 9223372036854775808::HUGEINT AS big")).toMatchObject({
      code: "TABULAR_LOSSY",
      message: "big has an integer beyond 64 bits: 9223372036854775808",
    });
  });

  it("give rows as they come, and stop when the reader does", async () => {
    const { rows: batches } = await runQuery(db, "SELECT * FROM range(1_000_000_000)");
    let first: Cell | undefined;
    for await (const batch of batches) {
      first = batch[0]?.[0];
      break;
    }
    expect(first).toBe(0n);
  });
});

describe("what is refused", () => {
  it.each([
    ["COPY rows TO 'x.csv'", "COPY is not allowed: SQL only reads tables here"],
    ["ATTACH 'x.db'", "ATTACH is not allowed: SQL only reads tables here"],
    ["INSTALL httpfs", "INSTALL is not allowed: SQL only reads tables here"],
    ["LOAD httpfs", "LOAD is not allowed: SQL only reads tables here"],
    ["PRAGMA database_list", "PRAGMA is not allowed: SQL only reads tables here"],
    ["SET threads = 4", "SET is not allowed: SQL only reads tables here"],
    ["RESET threads", "RESET is not allowed: SQL only reads tables here"],
    ["CREATE TABLE x (a INT)", "CREATE is not allowed: SQL only reads tables here"],
    ["INSERT INTO rows VALUES (1)", "INSERT is not allowed: SQL only reads tables here"],
    ["DELETE FROM rows", "DELETE is not allowed: SQL only reads tables here"],
    ["EXPORT DATABASE 'x'", "EXPORT is not allowed: SQL only reads tables here"],
    ["CALL pragma_version()", "CALL is not allowed: SQL only reads tables here"],
    ["/* SELECT */ DROP TABLE rows", "DROP is not allowed: SQL only reads tables here"],
    ["-- SELECT\nDROP TABLE rows", "DROP is not allowed: SQL only reads tables here"],
    ["", "there is no query"],
    [" ; ", "there is no query"],
    ["-- nothing", "there is no query"],
    ["SELECT 1; SELECT 2", "there must be one statement: got 2"],
    ["SELECT 1; DROP TABLE rows", "it is no query that only reads tables"],
    ["WITH x AS (SELECT 1) INSERT INTO rows FROM x", "it is no query that only reads tables"],
    ["WITH x AS (SELECT 1) DELETE FROM rows", "it is no query that only reads tables"],
    ["EXPLAIN COPY rows TO 'x.csv'", "COPY is not allowed: SQL only reads tables here"],
    ["EXPLAIN ANALYZE DELETE FROM rows", "DELETE is not allowed: SQL only reads tables here"],
    [
      "EXPLAIN ANALYZE WITH x AS (SELECT 1) DELETE FROM rows",
      "it is no query that only reads tables",
    ],
    [
      "EXPLAIN ANALYZE /* /* */ SELECT 1 -- */ DELETE FROM rows",
      "it is no query that only reads tables",
    ],
    ["SELECT * FROM query('DROP TABLE rows')", "the function query is not allowed"],
    ["SELECT * FROM query_table('rows')", "the function query_table is not allowed"],
    ["SELECT * FROM read_csv('/etc/passwd')", "the function read_csv is not allowed"],
    ["SELECT * FROM READ_TEXT('/etc/passwd')", "the function read_text is not allowed"],
    ["SELECT * FROM main.read_blob('/etc/passwd')", "the function read_blob is not allowed"],
    [
      "SELECT (SELECT content FROM read_text('/etc/passwd'))",
      "the function read_text is not allowed",
    ],
    ["WITH x AS (FROM glob('/*')) FROM x", "the function glob is not allowed"],
    ["SUMMARIZE SELECT * FROM parquet_scan('x')", "the function parquet_scan is not allowed"],
    ["FROM duckdb_secrets()", "the function duckdb_secrets is not allowed"],
    ["FROM duckdb_settings()", "the function duckdb_settings is not allowed"],
    ["FROM which_secret('s3://x', 's3')", "the function which_secret is not allowed"],
    ["FROM enable_logging()", "the function enable_logging is not allowed"],
    ["SELECT getenv('HOME')", "the function getenv is not allowed"],
    ["SELECT current_setting('temp_directory')", "the function current_setting is not allowed"],
    ["FROM 'file.parquet'", "SQL can open no file, address or extension"],
    ["FROM '/etc/passwd.csv'", "SQL can open no file, address or extension"],
    ["FROM 'https://huggingface.co/x.parquet'", "SQL can open no file, address or extension"],
    ["FROM 's3://bucket/x.parquet'", "SQL can open no file, address or extension"],
  ])("is %j", async (sql, message) => {
    const error = await failWith(sql);
    expect(error).toMatchObject({ code: "TABULAR_SQL", kind: "usage", message });
    expect(error.next).toBeTypeOf("string");
    expect(await query("SELECT count(*) FROM rows")).toEqual([[4n]]);
  });

  it("is what cannot be understood", async () => {
    expect(await failWith("SELECT FROM WHERE")).toMatchObject({
      message: "the SQL cannot be understood",
    });
    expect(await failWith("SELECT 'a")).toMatchObject({
      details: expect.stringContaining("unterminated quoted string") as string,
    });
    expect(await failWith(`SELECT ${"NOT ".repeat(5_000)} true`)).toMatchObject({
      code: "TABULAR_SQL",
    });
  });

  it("is an unknown name, with those that are near", async () => {
    expect(await failWith("SELECT uidd FROM rows")).toMatchObject({
      code: "TABULAR_SQL",
      message: "there is no column uidd",
      next: "did you mean uid?",
    });
    expect(await failWith("SELECT rows.sytem FROM rows")).toMatchObject({
      next: "did you mean system?",
    });
    expect(await failWith("SELECT zzzzzz FROM rows")).toMatchObject({
      next: expect.stringMatching(/^the columns are uid, /) as string,
    });
    expect(await failWith("FROM row")).toMatchObject({
      message: "there is no table row",
      next: "did you mean rows?",
    });
    expect(await failWith("SELECT lenght(system) FROM rows")).toMatchObject({
      next: 'Did you mean "length"?',
    });
    expect(await failWith("SELECT system::INT FROM rows WHERE uid = 1")).toMatchObject({
      message: "a value is not what the SQL takes it for",
    });
  });

  it("is what takes too much memory", async () => {
    const bomb = `WITH RECURSIVE t AS (SELECT 1 AS x, repeat('x', 100_000) AS s UNION ALL SELECT x + 1, s FROM t, range(4))
      SELECT max(s) FROM (FROM t ORDER BY s || x)`;
    expect(await failWith(bomb)).toMatchObject({
      code: "TABULAR_TOO_LARGE",
      message: "the query takes more memory than it may",
    });
    expect(await query("SELECT count(*) FROM rows")).toEqual([[4n]]);
  });

  it("stops when the signal aborts", async () => {
    const controller = new AbortController();
    const endless =
      "WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t";
    const running = query(endless, controller.signal);
    setImmediate(() => controller.abort(new Error("enough")));
    await expect(running).rejects.toThrow("enough");
    await expect(query("SELECT 1", AbortSignal.abort(new Error("before")))).rejects.toThrow(
      "before",
    );
  });

  it("is anything once the database is closed, and no temporary file stays", async () => {
    const other = await openDatabase({ tempDir: folder, memory: 2 ** 26 });
    const before = readdirSync(folder).length;
    await other.close();
    expect(readdirSync(folder)).toHaveLength(before - 1);
  });

  it("leaves no file", () => {
    for (const name of ["x.csv", "x.db", "x"]) expect(existsSync(name)).toBe(false);
  });
});

describe("listTables", () => {
  it.each([
    ["SELECT * FROM rows", ["rows"]],
    ["SELECT * FROM Rows, nope AS n WHERE EXISTS (FROM Neurons)", ["neurons", "nope", "rows"]],
    ["WITH x AS (FROM rows) FROM x", ["rows"]],
    ["DESCRIBE rows", ["rows"]],
    ["SUMMARIZE rows", ["rows"]],
    ["EXPLAIN ANALYZE FROM rows", ["rows"]],
    ['FROM "flock-rows"', ["flock-rows"]],
    ["SHOW TABLES", []],
    ["SELECT 1 FROM", []],
  ])("tells what %s names", (sql, names) => {
    expect(listTables(db, sql)).toEqual(names);
  });

  it("refuses what is no query", () => {
    expect(() => listTables(db, "COPY rows TO 'x'")).toThrow("COPY is not allowed");
  });
});
