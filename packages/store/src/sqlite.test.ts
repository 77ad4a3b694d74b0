import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createFolder } from "../testing/helpers.ts";
import { isStorableText, openSqlite, type Sqlite, type SqlValue } from "./sqlite.ts";

function open(path = join(createFolder(), "x.sqlite"), busyTimeoutMs = 1000): Sqlite {
  const sqlite = openSqlite({ path, busyTimeoutMs });
  onTestFinished(() => sqlite.close());
  return sqlite;
}

function createTable(sqlite: Sqlite): Sqlite {
  sqlite.exec("CREATE TABLE t (i INTEGER, s TEXT, b BLOB) STRICT");
  return sqlite;
}

it("opens in WAL mode, flushed at every commit", () => {
  const sqlite = open();
  expect(sqlite.all("PRAGMA journal_mode")).toEqual([{ journal_mode: "wal" }]);
  expect(sqlite.all("PRAGMA synchronous")).toEqual([{ synchronous: 2 }]);
  expect(sqlite.all("PRAGMA foreign_keys")).toEqual([{ foreign_keys: 1 }]);
  expect(sqlite.all("PRAGMA busy_timeout")).toEqual([{ timeout: 1000 }]);
});

it("leaves out the flush of a quick transaction only, whether it works or not", () => {
  const sqlite = createTable(open());
  const level = (): unknown => sqlite.all("PRAGMA synchronous")[0]?.["synchronous"];
  const during = sqlite.quickTransaction(() => {
    sqlite.run("INSERT INTO t (i) VALUES (1)");
    return level();
  });
  expect(during).toBe(1);
  expect(level()).toBe(2);
  const failure = new Error("no");
  expect(() =>
    sqlite.quickTransaction(() => {
      sqlite.run("INSERT INTO t (i) VALUES (2)");
      throw failure;
    }),
  ).toThrow(failure);
  expect(level()).toBe(2);
  expect(sqlite.all("SELECT i FROM t")).toEqual([{ i: 1 }]);
});

it.each<SqlValue>([
  null,
  0,
  -1,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
])("gives the integer %s back as it was", (value) => {
  const sqlite = createTable(open());
  expect(sqlite.run("INSERT INTO t (i) VALUES (?)", [value])).toBe(1);
  expect(sqlite.all("SELECT i FROM t")).toEqual([{ i: value }]);
});

it("gives text and the right part of a buffer back", () => {
  const sqlite = createTable(open());
  const bytes = new Uint8Array([9, 0, 255, 9]).subarray(1, 3);
  sqlite.run("INSERT INTO t (s, b) VALUES (?, ?)", ["né\u202e\u{1f600}", bytes]);
  const [row] = sqlite.all("SELECT s, b FROM t");
  expect(row).toEqual({ s: "né\u202e\u{1f600}", b: new Uint8Array([0, 255]) });
});

it("gives rows their columns and nothing else, again and again", () => {
  const sqlite = createTable(open());
  for (const i of [1, 2, 3]) sqlite.run("INSERT INTO t (i) VALUES (?)", [i]);
  const query = "SELECT i FROM t WHERE i >= ? ORDER BY i";
  expect(sqlite.all(query, [2])).toEqual([{ i: 2 }, { i: 3 }]);
  expect(sqlite.all(query, [9])).toEqual([]);
  expect(sqlite.all(query, [3])).toEqual([{ i: 3 }]);
  expect(sqlite.run("UPDATE t SET s = ? WHERE i < ?", ["x", 3])).toBe(2);
  expect(sqlite.all("INSERT INTO t (i) VALUES (?) RETURNING i", [7])).toEqual([{ i: 7 }]);
});

it.each([
  ["a boolean", true],
  ["undefined", undefined],
  ["an object", {}],
  ["NaN", Number.NaN],
  ["a fraction", 1.5],
  ["a rounded integer", 2 ** 53],
  ["more than 64 bits", 2n ** 63n],
  ["NUL in text", "a\0b"],
  ["a lone surrogate", "a\ud800"],
])("refuses %s before libsql sees it", (_, value) => {
  const sqlite = createTable(open());
  expect(() => sqlite.run("INSERT INTO t (i) VALUES (?)", [value as SqlValue])).toThrow(RangeError);
  expect(sqlite.all("SELECT count(*) AS n FROM t")).toEqual([{ n: 0 }]);
});

it("refuses too few and too many parameters", () => {
  const sqlite = createTable(open());
  expect(() => sqlite.run("INSERT INTO t (i, s) VALUES (?, ?)", [1])).toThrow(/takes 2 parameters/);
  expect(() => sqlite.all("SELECT i FROM t", [1])).toThrow(/takes 0 parameters/);
});

it("undoes a transaction whose body throws, and passes the error on", () => {
  const sqlite = createTable(open());
  const error = new Error("no");
  expect(() =>
    sqlite.transaction(() => {
      sqlite.run("INSERT INTO t (i) VALUES (1)");
      throw error;
    }),
  ).toThrow(error);
  expect(sqlite.transaction(() => sqlite.all("SELECT * FROM t"))).toEqual([]);
});

it("does not nest transactions", () => {
  const sqlite = createTable(open());
  expect(() => sqlite.transaction(() => sqlite.transaction(() => 1))).toThrow(
    expect.objectContaining({ code: "STORE_IO" }),
  );
  expect(sqlite.transaction(() => 1)).toBe(1);
});

it("lets others read while one writes, and says when it is locked for too long", () => {
  const path = join(createFolder(), "x.sqlite");
  const one = createTable(open(path));
  const other = open(path, 1);
  one.transaction(() => {
    one.run("INSERT INTO t (i) VALUES (1)");
    expect(other.all("SELECT i FROM t")).toEqual([]);
    expect(() => other.transaction(() => {})).toThrow(
      expect.objectContaining({ code: "STORE_BUSY", kind: "locked" }),
    );
  });
  expect(other.all("SELECT i FROM t")).toEqual([{ i: 1 }]);
});

it("writes the log back when it closes, once", () => {
  const path = join(createFolder(), "x.sqlite");
  const sqlite = createTable(open(path));
  sqlite.run("INSERT INTO t (i) VALUES (1)");
  sqlite.close();
  sqlite.close();
  expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  expect(open(path).all("SELECT i FROM t")).toEqual([{ i: 1 }]);
});

it("says that the disk is full, and goes on when it is not", () => {
  const sqlite = createTable(open());
  sqlite.all("PRAGMA max_page_count = 8");
  const fill = (): void => {
    sqlite.transaction(() => {
      sqlite.run("INSERT INTO t (b) VALUES (zeroblob(100000))");
    });
  };
  expect(fill).toThrow(expect.objectContaining({ code: "STORE_DISK_FULL", kind: "disk" }));
  sqlite.all("PRAGMA max_page_count = 1000");
  fill();
  expect(sqlite.all("SELECT count(*) AS n FROM t")).toEqual([{ n: 1 }]);
});

it("refuses a file that is no database and a path that is no file", () => {
  const folder = createFolder();
  const path = join(folder, "x.sqlite");
  writeFileSync(path, "x".repeat(5000));
  expect(() => openSqlite({ path, busyTimeoutMs: 1 })).toThrow(
    expect.objectContaining({ code: "STORE_CORRUPT", kind: "integrity" }),
  );
  expect(() => openSqlite({ path: folder, busyTimeoutMs: 1 })).toThrow(
    expect.objectContaining({ code: "STORE_NOT_WRITABLE", kind: "disk" }),
  );
});

it("knows the text that SQLite keeps as it is", () => {
  expect(isStorableText("ab\u{1f600}\n")).toBe(true);
  expect(isStorableText("a\0")).toBe(false);
  expect(isStorableText("\udc00a")).toBe(false);
});
