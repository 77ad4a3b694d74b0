import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createFolder } from "../testing/helpers.ts";
import { MIGRATIONS, migrate } from "./schema.ts";
import { openSqlite, type Sqlite } from "./sqlite.ts";

function open(path: string): Sqlite {
  const sqlite = openSqlite({ path, busyTimeoutMs: 1000 });
  onTestFinished(() => sqlite.close());
  return sqlite;
}

function tablesOf(sqlite: Sqlite): unknown[] {
  return sqlite
    .all(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .map(({ name }) => name);
}

it("takes an empty file to the newest version, once", () => {
  const path = join(createFolder(), "catalog.sqlite");
  writeFileSync(path, "");
  const sqlite = open(path);
  migrate(sqlite, path);
  migrate(sqlite, path);
  expect(sqlite.all("PRAGMA user_version")).toEqual([{ user_version: MIGRATIONS.length }]);
  expect(tablesOf(sqlite)).toEqual([
    "branch_heads",
    "commitments",
    "identity",
    "neurons",
    "observations",
    "resolutions",
    "row_chunks",
    "row_indexes",
    "run_outcomes",
    "runs",
    "snapshot_files",
    "snapshots",
    "stakes",
    "view_files",
  ]);
});

it("applies only what is missing, and nothing of a migration that fails", () => {
  const path = join(createFolder(), "catalog.sqlite");
  const sqlite = open(path);
  const first = "CREATE TABLE a (x) ; CREATE TABLE b (x)";
  migrate(sqlite, path, { migrations: [first] });
  expect(() =>
    migrate(sqlite, path, { migrations: [first, "CREATE TABLE c (x)", "CREATE TABLE a (x)"] }),
  ).toThrow(expect.objectContaining({ code: "STORE_IO" }));
  expect(tablesOf(sqlite)).toEqual(["a", "b"]);
  expect(sqlite.all("PRAGMA user_version")).toEqual([{ user_version: 1 }]);
  migrate(sqlite, path, { migrations: [first, "CREATE TABLE c (x)"] });
  expect(tablesOf(sqlite)).toEqual(["a", "b", "c"]);
});

it("leaves a catalog of a newer program alone", () => {
  const path = join(createFolder(), "catalog.sqlite");
  const sqlite = open(path);
  sqlite.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  expect(() => migrate(sqlite, path)).toThrow(
    expect.objectContaining({ code: "STORE_TOO_NEW", kind: "disk", next: expect.any(String) }),
  );
  expect(tablesOf(sqlite)).toEqual([]);
});

it("leaves another program's SQLite file alone", () => {
  const path = join(createFolder(), "catalog.sqlite");
  const sqlite = open(path);
  sqlite.exec("CREATE TABLE bookmarks (url TEXT)");
  expect(() => migrate(sqlite, path)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
  expect(tablesOf(sqlite)).toEqual(["bookmarks"]);
});
