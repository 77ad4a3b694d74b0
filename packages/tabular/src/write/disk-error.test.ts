import { expect, it } from "vitest";
import { TabularError } from "../errors.ts";
import { toDiskError } from "./disk-error.ts";

function fail(code: string): Error {
  return Object.assign(new Error(`${code}: as node words it, write`), { code, syscall: "write" });
}

it.each([
  ["ENOSPC", "no space is left for x"],
  ["EDQUOT", "no space is left for x"],
  ["ENOENT", "the folder of x is not there"],
  ["ENOTDIR", "the folder of x is not there"],
  ["EACCES", "x may not be written"],
  ["EROFS", "x may not be written"],
  ["EIO", "x cannot be written"],
])("says what %s means", (code, message) => {
  const cause = fail(code);
  const error = toDiskError(cause, "x");
  expect(error).toBeInstanceOf(TabularError);
  expect(error).toMatchObject({ code: "TABULAR_DISK", kind: "disk", message, cause });
});

it("leaves other errors as they are", () => {
  const known = new TabularError("TABULAR_TARGET_EXISTS", "x is there already");
  for (const error of [new Error("stop"), known, "stop"])
    expect(toDiskError(error, "x")).toBe(error);
});
