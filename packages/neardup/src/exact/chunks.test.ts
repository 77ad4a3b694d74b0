import { expect, it } from "vitest";
import { toBatch } from "../../testing/to-source.ts";
import { copyCut, cutBatch, cutBytes } from "./chunks.ts";
import { allocate, createHeap } from "./heap.ts";

const KIB = 1024;

function cutsOf(lengths: readonly number[]): (readonly [number, number])[] {
  const batch = toBatch(lengths.map((length) => new Uint8Array(length)));
  return [...cutBatch(batch)].map(({ from, to }) => [from, to]);
}

it("cuts a batch into parts of at most 512 KiB, or of one text", () => {
  expect(cutsOf([])).toEqual([]);
  expect(cutsOf([0])).toEqual([[0, 1]]);
  expect(cutsOf([256 * KIB, 256 * KIB, 1])).toEqual([
    [0, 2],
    [2, 3],
  ]);
  expect(cutsOf([600 * KIB, 1, 600 * KIB])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

it("cuts a batch of many texts without bytes too", () => {
  expect(cutsOf(Array.from({ length: 10_000 }, () => 0))).toEqual([
    [0, 8192],
    [8192, 10_000],
  ]);
});

it("copies the texts of the rows that are wanted", () => {
  const pages = new SharedArrayBuffer(65_536);
  const heap = createHeap({ buffer: pages, grow: () => expect.unreachable() }, 0);
  const batch = toBatch(["before", "one", "", "three", "four", "after"]);
  const cut = { from: 1, to: 5 };
  const at = allocate(heap, cutBytes(batch, cut));
  const read = (count: number): [number | undefined, string][] =>
    Array.from({ length: count }, (_, i) => {
      const [row, text = 0, length = 0] = heap.words.subarray(at / 4 + 4 * i, at / 4 + 4 * i + 3);
      return [row, Buffer.from(heap.bytes.slice(text, text + length)).toString()];
    });
  expect(copyCut(heap, at, { batch, cut, firstRow: 7 })).toBe(4);
  expect(read(4)).toEqual([
    [7, "one"],
    [8, ""],
    [9, "three"],
    [10, "four"],
  ]);
  const wanted = Uint8Array.from({ length: 11 }, (_, row) => Number(row !== 9));
  expect(copyCut(heap, at, { batch, cut, firstRow: 7, wanted, fromRow: 8 })).toBe(2);
  expect(read(2)).toEqual([
    [8, ""],
    [10, "four"],
  ]);
});
