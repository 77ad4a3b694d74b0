import { expect, it } from "vitest";
import { toBatch } from "../testing/to-source.ts";
import { readBatches } from "./read-batches.ts";
import type { TextBatch, TextSource } from "./text-source.ts";

async function readAll(texts: TextSource, signal?: AbortSignal): Promise<TextBatch[]> {
  const batches: TextBatch[] = [];
  for await (const batch of readBatches(texts, signal)) batches.push(batch);
  return batches;
}

const BATCH = toBatch(["a", "", "bc"]);

function* repeatForever(): Generator<TextBatch> {
  while (true) yield BATCH;
}

it("takes what is iterable at once and what is later", async () => {
  await expect(readAll(() => [BATCH, BATCH])).resolves.toEqual([BATCH, BATCH]);
  const later = async function* (): AsyncGenerator<TextBatch> {
    yield await Promise.resolve(BATCH);
  };
  await expect(readAll(later)).resolves.toEqual([BATCH]);
});

it.each([
  [Uint32Array.of(), "offsets must have one entry more than there are texts: got 0 entries"],
  [Uint32Array.of(0, 2, 1), "offsets must not descend: got 1 after 2"],
  [Uint32Array.of(0, 4), "offsets must be <= the 3 bytes of the batch: got 4"],
  [Uint32Array.of(4), "offsets must be <= the 3 bytes of the batch: got 4"],
])("refuses the offsets %o", async (offsets, message) => {
  const read = readAll(() => [{ bytes: new Uint8Array(3), offsets }]);
  await expect(read).rejects.toThrow(new RangeError(message));
});

it("refuses other types", async () => {
  const offsets = [0, 1] as unknown as Uint32Array;
  await expect(readAll(() => [{ ...BATCH, offsets }])).rejects.toThrow(TypeError);
  const bytes = "abc" as unknown as Uint8Array;
  await expect(readAll(() => [{ ...BATCH, bytes }])).rejects.toThrow(TypeError);
});

it("closes a source that it does not read to its end", async () => {
  let closed = 0;
  const endless = function* (): Generator<TextBatch> {
    try {
      yield* repeatForever();
    } finally {
      closed += 1;
    }
  };
  for await (const batch of readBatches(endless, undefined)) {
    expect(batch).toBe(BATCH);
    break;
  }
  expect(closed).toBe(1);
});

it("lets the event loop run between the batches of an endless source", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  setImmediate(() => controller.abort(reason));
  const read = async (): Promise<void> => {
    for await (const batch of readBatches(repeatForever, controller.signal))
      expect(batch).toBe(BATCH);
  };
  await expect(read()).rejects.toBe(reason);
});

it("does not wait for a source that hangs", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  const hanging: AsyncIterable<TextBatch> = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        setImmediate(() => controller.abort(reason));
        return new Promise(() => {});
      },
      return: () => new Promise(() => {}),
    }),
  };
  await expect(readAll(() => hanging, controller.signal)).rejects.toBe(reason);
});

it("does not ask a source for anything once it is aborted", async () => {
  const reason = new Error("stop");
  const read = readAll(() => expect.unreachable(), AbortSignal.abort(reason));
  await expect(read).rejects.toBe(reason);
});
