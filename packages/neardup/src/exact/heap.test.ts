import { expect, it } from "vitest";
import { allocate, allocateZeroed, createHeap, giveBackEnd, type Heap, release } from "./heap.ts";
import type { Memory } from "./webassembly.ts";

/** A memory of up to so many pages that really has none of them. */
function createFakeMemory(): Memory & { pages: number } {
  const memory = {
    pages: 1,
    get buffer(): SharedArrayBuffer {
      return new SharedArrayBuffer(Math.min(memory.pages, 8) * 65_536);
    },
    grow: (pages: number): number => (memory.pages += pages),
  };
  return memory;
}

function createTestHeap(): Heap {
  return createHeap(createFakeMemory(), 1000);
}

it("gives out spans at multiples of 64 that do not overlap", () => {
  const heap = createTestHeap();
  const spans = [1, 64, 65, 0].map((length) => allocate(heap, length));
  expect(spans).toEqual([1024, 1088, 1152, 1280]);
});

it("gives out again what was given back, joined with what is free beside it", () => {
  const heap = createTestHeap();
  const [a, b, c, d] = [
    allocate(heap, 64),
    allocate(heap, 64),
    allocate(heap, 64),
    allocate(heap, 64),
  ];
  release(heap, a);
  release(heap, c);
  expect(heap.free).toEqual([
    { at: a, length: 64 },
    { at: c, length: 64 },
  ]);
  release(heap, b);
  expect(heap.free).toEqual([{ at: a, length: 192 }]);
  expect(allocate(heap, 128)).toBe(a);
  expect(allocate(heap, 128)).toBe(d + 64);
  expect(allocate(heap, 64)).toBe(c);
  expect(heap.free).toEqual([]);
});

it("gives back the end of a span only", () => {
  const heap = createTestHeap();
  const at = allocate(heap, 1000);
  giveBackEnd(heap, at, 100);
  expect(heap.free).toEqual([{ at: at + 128, length: 896 }]);
  giveBackEnd(heap, at, 128);
  release(heap, at);
  expect(heap.free).toEqual([{ at, length: 1024 }]);
});

it("gives out zeros where others have written", () => {
  const heap = createTestHeap();
  const at = allocate(heap, 128);
  heap.bytes.fill(7, at, at + 128);
  release(heap, at);
  expect(allocateZeroed(heap, 100)).toBe(at);
  expect(heap.bytes.subarray(at, at + 100).every((byte) => byte === 0)).toBe(true);
});

it("grows the memory by the pages it lacks", () => {
  const memory = createFakeMemory();
  const heap = createHeap(memory, 0);
  allocate(heap, 65_536);
  expect(memory.pages).toBe(1);
  allocate(heap, 65_537);
  expect(memory.pages).toBe(3);
  expect(heap.bytes.length).toBe(3 * 65_536);
  expect(heap.words.length).toBe((3 * 65_536) / 4);
});

it("says that WebAssembly has no more", () => {
  const heap = createTestHeap();
  expect(() => allocate(heap, 2 ** 32)).toThrow(
    expect.objectContaining({
      code: "NEARDUP_MEMORY",
      message: "the search needs more than 4 GiB at once",
    }),
  );
});
