import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { useTestDatabase } from "../../testing/use-test-database.ts";
import { openDatabase } from "./open-database.ts";

const database = useTestDatabase();

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
    ["SELECT * FROM database.query('DROP TABLE rows')", "the function query is not allowed"],
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
    const error = await database.failWith(sql);
    expect(error).toMatchObject({ code: "TABULAR_SQL", kind: "usage", message });
    expect(error.next).toBeTypeOf("string");
    expect(await database.query("SELECT count(*) FROM rows")).toEqual([[4n]]);
  });

  it("is what cannot be understood", async () => {
    expect(await database.failWith("SELECT FROM WHERE")).toMatchObject({
      message: "the SQL cannot be understood",
    });
    expect(await database.failWith("SELECT 'a")).toMatchObject({
      details: expect.stringContaining("unterminated quoted string") as string,
    });
    expect(await database.failWith(`SELECT ${"NOT ".repeat(5_000)} true`)).toMatchObject({
      code: "TABULAR_SQL",
    });
  });

  it("is an unknown name, with those that are near", async () => {
    expect(await database.failWith("SELECT uidd FROM rows")).toMatchObject({
      code: "TABULAR_SQL",
      message: "there is no column uidd",
      next: "did you mean uid?",
    });
    expect(await database.failWith("SELECT rows.sytem FROM rows")).toMatchObject({
      next: "did you mean system?",
    });
    expect(await database.failWith("SELECT zzzzzz FROM rows")).toMatchObject({
      next: expect.stringMatching(/^the columns are uid, /) as string,
    });
    expect(await database.failWith("FROM row")).toMatchObject({
      message: "there is no table row",
      next: "did you mean rows?",
    });
    expect(await database.failWith("SELECT lenght(system) FROM rows")).toMatchObject({
      next: 'Did you mean "length"?',
    });
    expect(await database.failWith("SELECT system::INT FROM rows WHERE uid = 1")).toMatchObject({
      message: "a value is not what the SQL takes it for",
    });
  });

  it("is what takes too much memory", async () => {
    const bomb = `WITH RECURSIVE t AS (SELECT 1 AS x, repeat('x', 100_000) AS s UNION ALL SELECT x + 1, s FROM t, range(4))
      SELECT max(s) FROM (FROM t ORDER BY s || x)`;
    expect(await database.failWith(bomb)).toMatchObject({
      code: "TABULAR_TOO_LARGE",
      message: "the query takes more memory than it may",
    });
    expect(await database.query("SELECT count(*) FROM rows")).toEqual([[4n]]);
  });

  it("stops when the signal aborts", async () => {
    const controller = new AbortController();
    const endless =
      "WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t";
    const running = database.query(endless, controller.signal);
    setImmediate(() => controller.abort(new Error("enough")));
    await expect(running).rejects.toThrow("enough");
    await expect(
      database.query("SELECT 1", AbortSignal.abort(new Error("before"))),
    ).rejects.toThrow("before");
  });

  it("is anything once the database is closed, and no temporary file stays", async () => {
    const other = await openDatabase({ tempDir: database.folder.path, memory: 2 ** 26 });
    const before = database.folder.list().length;
    await other.close();
    expect(database.folder.list()).toHaveLength(before - 1);
  });

  it("leaves no file", () => {
    for (const name of ["x.csv", "x.db", "x"]) expect(existsSync(name)).toBe(false);
  });
});
