import { describe, expect, it } from "vitest";
import { useTestDatabase } from "../../testing/use-test-database.ts";
import { listColumns } from "./list-columns.ts";
import { listTables } from "./list-tables.ts";

const database = useTestDatabase();

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
    ["SELECT 1 FROM rows JOIN nope USING (uid) -- FROM x", ["nope", "rows"]],
    ["SELECT nope(uid) FROM \"Rows\" WHERE system = 'FROM x' /* FROM y */", ["rows"]],
    ['SELECT 1 FROM (SELECT 1 FROM rows NATURAL JOIN "no ""pe")', ['no "pe', "rows"]],
    ["SELECT 1 FROM", []],
    ["SELECT 1 FROM 'Rows' JOIN nope USING (stake)", ["nope", "rows"]],
    ["FROM e'rows' NATURAL JOIN nope", ["e", "nope", "rows"]],
  ])("tells what %s names", (sql, names) => {
    expect(listTables(database.db, sql)).toEqual(names);
  });

  it("refuses what is no query", () => {
    expect(() => listTables(database.db, "COPY rows TO 'x'")).toThrow("COPY is not allowed");
  });
});

describe("listColumns", () => {
  it.each([
    ["SELECT uid, Count(*) FROM rows GROUP BY uid", ["uid"]],
    [
      "SELECT r.UID FROM rows AS r WHERE len(conversations[1].content) > 3",
      ["conversations", "r", "uid"],
    ],
    ["SELECT 1 FROM rows AS r JOIN neurons USING (uid) ORDER BY valid", ["uid", "valid"]],
    ["SELECT count(*) FROM rows", []],
    [
      "SELECT sum(uid) FILTER (WHERE valid) OVER (PARTITION BY system) FROM rows",
      ["system", "uid", "valid"],
    ],
    ["SELECT * FROM rows", undefined],
    ["FROM rows", undefined],
    ["SELECT COLUMNS('u.*') FROM rows", undefined],
    ["SELECT rows FROM rows", undefined],
    ["SELECT r FROM rows AS r", undefined],
    ["SELECT s FROM (SELECT uid FROM rows) AS s", undefined],
    ["SELECT 1 FROM rows NATURAL JOIN neurons", undefined],
    ["SELECT a FROM rows AS r(a)", undefined],
    ["SELECT uid FROM (PIVOT rows ON valid IN (true) USING count(system))", undefined],
    ["SELECT #1 FROM rows", undefined],
    ["SELECT uid FROM rows ORDER BY # 14", undefined],
    ["SELECT max(#14) FILTER (WHERE #2 > 1) OVER () FROM rows", undefined],
    ["WITH x AS (SELECT uid FROM rows) SELECT x FROM x", undefined],
    ["SUMMARIZE rows", undefined],
    ["EXPLAIN SELECT uid FROM rows", undefined],
    ["COPY rows TO 'x'", undefined],
  ])("tells what %s reads", async (sql, names) => {
    expect(await listColumns(database.db, sql)).toEqual(names);
  });

  it("fails on what cannot be parsed", async () => {
    await expect(listColumns(database.db, "SELECT FROM WHERE")).rejects.toMatchObject({
      code: "TABULAR_SQL",
    });
  });
});
