import { expect, it } from "vitest";
import { StoreError, toStoreError } from "./errors.ts";

it.each([
  ["EACCES", "STORE_NOT_WRITABLE", "disk"],
  ["EROFS", "STORE_NOT_WRITABLE", "disk"],
  ["ENOSPC", "STORE_DISK_FULL", "disk"],
  ["EDQUOT", "STORE_DISK_FULL", "disk"],
  ["EIO", "STORE_IO", "disk"],
  ["SQLITE_CANTOPEN", "STORE_NOT_WRITABLE", "disk"],
  ["SQLITE_READONLY_DBMOVED", "STORE_NOT_WRITABLE", "disk"],
  ["SQLITE_FULL", "STORE_DISK_FULL", "disk"],
  ["SQLITE_BUSY_SNAPSHOT", "STORE_BUSY", "locked"],
  ["SQLITE_CORRUPT_INDEX", "STORE_CORRUPT", "integrity"],
  ["SQLITE_NOTADB", "STORE_CORRUPT", "integrity"],
])("takes %s for %s", (code, expected, kind) => {
  const cause = Object.assign(new Error("why"), { code });
  const error = toStoreError(cause, "/data");
  expect(error).toMatchObject({ name: "StoreError", code: expected, kind, details: "why", cause });
  expect(error.message).toContain("/data");
  expect(error.next).not.toBe("");
});

it("passes its own errors through, and takes what is no error", () => {
  const own = new StoreError("STORE_CORRUPT", "x");
  expect(toStoreError(own, "/data")).toBe(own);
  expect(toStoreError("odd", "/data")).toMatchObject({ code: "STORE_IO", details: "odd" });
});
