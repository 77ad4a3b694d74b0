import { expect, it } from "vitest";
import { createStore, sha256, storeText } from "../testing/helpers.ts";
import { readRowBytes } from "./read-row-bytes.ts";

it("reads a stretch of a blob", async () => {
  const store = createStore();
  const { sha256: name } = await storeText(store, "one\ntwo\n");
  const read = (offset: number, length: number): string =>
    readRowBytes(store, { sha256: name, offset, length }).toString();
  expect([read(0, 3), read(4, 3), read(8, 0), read(0, 8)]).toEqual([
    "one",
    "two",
    "",
    "one\ntwo\n",
  ]);
});

it.each([
  [4, 5],
  [9, 0],
  [-1, 2],
  [0, 2 ** 40],
  [0.5, 1],
])("refuses %d and %d bytes", async (offset, length) => {
  const store = createStore();
  const { sha256: name } = await storeText(store, "one\ntwo\n");
  expect(() => readRowBytes(store, { sha256: name, offset, length })).toThrow(RangeError);
});

it("says that a blob is gone, and takes no other path", () => {
  const store = createStore();
  expect(() => readRowBytes(store, { sha256: sha256("x"), offset: 0, length: 0 })).toThrow(
    expect.objectContaining({ code: "STORE_BLOB_MISSING" }),
  );
  expect(() => readRowBytes(store, { sha256: "../catalog.sqlite", offset: 0, length: 1 })).toThrow(
    RangeError,
  );
});
