import { expect, it } from "vitest";
import { useTestDatabase } from "../../testing/use-test-database.ts";
import { filterRows } from "./filter-rows.ts";

const database = useTestDatabase();

it.each([
  ["SELECT uid FROM rows WHERE count(*) > 1", "the SQL cannot be run", "HAVING"],
  ["SELECT uid", "the SQL cannot be run", "add FROM rows"],
  ["SELECT uid, count(*) FROM rows", "the SQL cannot be run", "GROUP BY ALL"],
  ["SELECT sum(system) FROM rows", "the SQL cannot be run", "try_cast"],
  ["SELECT 'a' + 1", "the SQL cannot be run", "try_cast"],
  ["SELECT read_text('x')", "the SQL cannot be run", "after FROM"],
  ["SELECT uid FROM rows ORDER BY 7", "the SQL cannot be run", "https://duckdb.org/docs/"],
  ["SELECT $1", "the SQL has places for values, and no values", "$1"],
  ["SELECT * EXCLUDE (uidd) FROM rows", "there is no column uidd", "did you mean uid?"],
  ["SELECT 1 FROM rows JOIN rows AS r USING (uidd)", "there is no column uidd", "mean uid?"],
  ["SELECT row.uid FROM rows", "there is no table row", "did you mean rows?"],
  ["SELECT 1 FROM nope.rows", "there is no table nope.rows", "the tables are rows"],
])("says what to do about %s", async (sql, message, next) => {
  const error = await database.failWith(sql);
  expect(error).toMatchObject({ code: "TABULAR_SQL", message });
  expect(error.next).toContain(next);
});

it("speaks of one row where there are no tables", async () => {
  const columns = [{ name: "uid", type: "int32", nullable: false, description: "" }] as const;
  const schema = { name: "rows", version: 1, columns };
  await expect(filterRows(noRows(), { schema, where: "count(*) > 1" })).rejects.toMatchObject({
    code: "TABULAR_SQL",
    next: "write one condition over the columns of a row",
  });
});

async function* noRows(): AsyncGenerator<[]> {}
