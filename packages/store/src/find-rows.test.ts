import { expect, it } from "vitest";
import { createRow, createStore, sha256, storeText } from "../testing/helpers.ts";
import { findRows } from "./find-rows.ts";
import type { StoredRow } from "./pack-rows.ts";
import { writeRowIndex } from "./row-index.ts";
import type { Store } from "./store.ts";

async function storeRows(store: Store, text: string, rows: readonly StoredRow[]): Promise<string> {
  const blob = await storeText(store, text, { path: `${text}.jsonl` });
  writeRowIndex(store, { sha256: blob.sha256, version: 1, verdict: { status: "valid" }, rows });
  return blob.sha256;
}

it("finds a row by either hash, whole or shortened, in every blob", async () => {
  const store = createStore();
  const spaced = { ...createRow(1, '{ "a": 1 }'), canonicalSha256: sha256('{"a": 1}') };
  const first = await storeRows(store, "first", [createRow(0, "0"), spaced]);
  const second = await storeRows(store, "second", [createRow(0, '{"a": 1}'), createRow(1, "1")]);
  const both = [
    { blob: first, ...spaced },
    { blob: second, ...createRow(0, '{"a": 1}') },
  ].toSorted((a, b) => (a.blob < b.blob ? -1 : 1));
  const whole = sha256('{"a": 1}');
  for (const length of [64, 63, 40, 9, 8]) {
    expect(findRows(store, { sha256: whole.slice(0, length) })).toEqual(both);
  }
  expect(findRows(store, { sha256: spaced.rawSha256 })).toEqual([{ blob: first, ...spaced }]);
  expect(findRows(store, { sha256: sha256("nowhere") })).toEqual([]);
});

it("looks at the beginning of a hash only, and at each digit of it", async () => {
  const store = createStore();
  const rawSha256 = `${"00".repeat(20)}abcdef1234${"00".repeat(7)}`;
  const end = { ...createRow(0, "x"), rawSha256, canonicalSha256: rawSha256 };
  const next = { ...createRow(1, "y"), rawSha256: `abcdef1235${"11".repeat(27)}` };
  const blob = await storeRows(store, "blob", [end, next]);
  expect(findRows(store, { sha256: "abcdef123" })).toEqual([{ blob, ...next }]);
  expect(findRows(store, { sha256: "abcdef1234" })).toEqual([]);
  expect(findRows(store, { sha256: "abcdef124" })).toEqual([]);
});

it("lists a part of what one blob repeats, across chunks, and hides no other blob", async () => {
  const store = createStore();
  const rows = Array.from({ length: 5000 }, (_, row) => createRow(row, "{}"));
  const many = await storeRows(store, "many", rows);
  const one = await storeRows(store, "one", [createRow(0, "{}")]);
  const count = (blob: string, maxPerBlob?: number): number =>
    findRows(store, { sha256: sha256("{}"), maxPerBlob }).filter((found) => found.blob === blob)
      .length;
  expect([count(many), count(one)]).toEqual([1000, 1]);
  expect([count(many, 2), count(one, 2)]).toEqual([2, 1]);
  expect(count(many, 4500)).toBe(4500);
  expect(count(many, 9999)).toBe(5000);
});

it.each(["", "abcdef1", "ABCDEF12", "a".repeat(65), "zzzzzzzz", "0x123456"])(
  "refuses %j",
  (prefix) => {
    const store = createStore();
    expect(() => findRows(store, { sha256: prefix })).toThrow(RangeError);
  },
);
