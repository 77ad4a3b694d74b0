import { expect, describe, it } from "vitest";
import { inBatches } from "../../testing/awkward-rows.ts";
import {
  MESSAGES,
  SQL_ROWS,
  SQL_SCHEMA,
  useTestDatabase,
} from "../../testing/use-test-database.ts";
import type { Cell } from "../schema.ts";
import { declareTable, loadTable } from "./load-table.ts";

const database = useTestDatabase();

async function loadSome(name: string, columns: readonly string[]): Promise<(readonly Cell[])[]> {
  const schema = { ...SQL_SCHEMA, name };
  await loadTable(database.db, { schema, rows: inBatches(SQL_ROWS, 3), columns });
  return database.query(`SELECT uid, commitment_block, system, len(conversations) FROM ${name}`);
}

async function* breakOff(): AsyncGenerator<readonly Cell[][]> {
  yield SQL_ROWS;
  throw new Error("the disk is gone");
}

describe("tables", () => {
  it("hold what they were given", async () => {
    expect(await database.query("FROM rows ORDER BY uid")).toEqual([
      [1, 2n ** 53n + 1n, -1n, 0.5, true, "a\0", MESSAGES],
      [2, 7n, null, null, false, '"\u0000\n', []],
      [3, -(2n ** 63n), 1_700_000_000_000_001n, -0.25, true, null, null],
      [4, 2n ** 63n - 1n, 0n, 1, true, "", [{ role: null, content: "" }]],
    ]);
  });

  it("can be named before they are loaded", async () => {
    await declareTable(database.db, { ...SQL_SCHEMA, name: "neurons" });
    expect(await database.query("SHOW TABLES")).toEqual([["neurons"], ["rows"]]);
    expect([...database.db.tables.keys()].toSorted()).toEqual(["neurons", "rows"]);
    await loadTable(database.db, {
      schema: { ...SQL_SCHEMA, name: "neurons" },
      rows: inBatches(SQL_ROWS, 1),
    });
    expect(await database.query("SELECT count(*) FROM neurons")).toEqual([[4n]]);
  });

  it("are loaded once", async () => {
    await expect(
      loadTable(database.db, { schema: SQL_SCHEMA, rows: inBatches(SQL_ROWS, 3) }),
    ).rejects.toMatchObject({
      code: "TABULAR_SQL",
      message: "the table rows has rows already",
    });
    expect(await database.query("SELECT count(*) FROM rows")).toEqual([[4n]]);
  });

  it("have NULL in the columns that are not wanted", async () => {
    expect(await loadSome("named", ["UID", "system", "nothing"])).toEqual([
      [1, null, "a\0", null],
      [2, null, '"\u0000\n', null],
      [3, null, null, null],
      [4, null, "", null],
    ]);
    expect(await loadSome("none", [])).toEqual(SQL_ROWS.map(() => [null, null, null, null]));
  });

  it("are not left half full", async () => {
    const half = { ...SQL_SCHEMA, name: "half" };
    await expect(loadTable(database.db, { schema: half, rows: breakOff() })).rejects.toThrow(
      "disk is gone",
    );
    expect(database.db.tables.has("half")).toBe(false);
    expect(await database.failWith("FROM half")).toMatchObject({
      message: "there is no table half",
    });
  });

  it("refuse cells of other types", async () => {
    const columns = [{ name: "uid", type: "int32", nullable: false, description: "" }] as const;
    for (const cell of [null, 2 ** 31, 1.5, "1", 1n, true]) {
      const loading = loadTable(database.db, {
        schema: { name: "bad", version: 1, columns },
        rows: inBatches([[cell]], 1),
      });
      await expect(loading).rejects.toThrow(/^the cell uid of row 0 must be int32: got /);
    }
  });

  it("stop loading when the signal aborts, even while rows are waited for", async () => {
    const controller = new AbortController();
    async function* waiting(): AsyncGenerator<readonly Cell[][]> {
      yield SQL_ROWS;
      queueMicrotask(() => controller.abort(new Error("enough")));
      await new Promise(() => {});
    }
    const { signal } = controller;
    const loading = loadTable(database.db, {
      schema: { ...SQL_SCHEMA, name: "w" },
      rows: waiting(),
      signal,
    });
    await expect(loading).rejects.toThrow("enough");
    expect(database.db.tables.has("w")).toBe(false);
  });
});
