import { describe, expect, it } from "vitest";
import { addBatch, compareTexts } from "../fuzz/fuzz-texts.mjs";
import { slowTexts } from "../fuzz/slow-texts.mjs";
import { readRows } from "./read-rows.ts";
import { readTextStream, type ReadTextsOptions } from "./read-texts.ts";
import type { RowTextsSummary } from "./text/text-scan.ts";
import type { TextSelection } from "./text/text-selection.ts";

const SELECTION: TextSelection = { kind: "conversation", includeSystem: true };
const FILE = Buffer.from(
  '{"conversations":[{"content":"a\\u00e9\\ud83d\\ude00"}],"system":"é😀"}\r\n' +
    '\u2003\r{"system":"x","conversations":[{"content":"\\\\"},{"content":"b\\n"}]}\r \n\n' +
    '{"conversations":[{"content":"a","content":"b"}]}\n\r\n[NaN]\n{"conversations":[],"a":1.5e5,"b":true}\n' +
    '{"a":"\u0000"}\n\u{1f600}\n{"conversations":[{"content":"\ud83d"}]} \u00a0',
);

async function collect(
  chunks: Iterable<Uint8Array>,
  options: ReadTextsOptions & { signal?: AbortSignal } = {},
): Promise<{ texts: Map<number, string>; summary: RowTextsSummary }> {
  const texts = new Map<number, string>();
  const batches = readTextStream(toStream(chunks), { text: SELECTION, ...options });
  for (;;) {
    const { done, value } = await batches.next();
    if (done === true) return { texts, summary: value };
    addBatch(texts, value);
  }
}

async function* toStream(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

describe("readTextStream", () => {
  const expected = slowTexts(FILE, SELECTION, { readRows });

  it("finds the same wherever the file is cut in two", async () => {
    for (let at = 0; at <= FILE.length; at += 1) {
      const found = await collect([FILE.subarray(0, at), FILE.subarray(at)]);
      expect(compareTexts(found, expected)).toBeUndefined();
    }
  });

  it.each([1, 2, 3, 7, 16, 64])("finds the same in chunks of %d bytes", async (size) => {
    const chunks = Array.from({ length: Math.ceil(FILE.length / size) }, (_, i) =>
      FILE.subarray(i * size, (i + 1) * size),
    );
    for (const batchBytes of [1, 2 ** 20]) {
      expect(compareTexts(await collect(chunks, { batchBytes }), expected)).toBeUndefined();
    }
  });

  it("finds the same where the border of a piece is in any byte of a row", async () => {
    for (let before = 0; before < 120; before += 1) {
      const first = Buffer.from(`{"a":"${"x".repeat(2 ** 18 - before)}"}\n`);
      const file = Buffer.concat([first, FILE]);
      expect(
        compareTexts(await collect([file]), slowTexts(file, SELECTION, { readRows })),
      ).toBeUndefined();
    }
  });

  it("reads nothing into a chunk that was in an earlier one", async () => {
    const chunks = ['{"a":"xy"}\n'.repeat(3), '{"a":"x', 'z"}\n{"a":"xy"}', "\n"].map((text) =>
      Buffer.from(text),
    );
    const { texts } = await collect(chunks, { text: { kind: "column", path: "a" } });
    expect([...texts.values()]).toEqual(["xy", "xy", "xy", "xz", "xy"]);
  });

  it("reads what is lent as long as it is lent", async () => {
    const chunks = [FILE, Buffer.from("\n"), FILE];
    const file = Buffer.concat(chunks);
    expect(
      compareTexts(
        await collect(chunks, { lend: true, batchBytes: 5 }),
        slowTexts(file, SELECTION, { readRows }),
      ),
    ).toBeUndefined();
  });

  it("rejects with the very reason, before, between and during", async () => {
    const reason = new Error("stop");
    await expect(collect([FILE], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const batches = readTextStream(toStream([FILE, FILE]), {
      text: SELECTION,
      batchBytes: 1,
      signal: controller.signal,
    });
    await batches.next();
    const pending = readTextStream(
      { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) },
      {
        signal: controller.signal,
      },
    ).next();
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(drain(batches)).rejects.toBe(reason);
  });

  it("closes the source when the reader stops, fails or has enough rows", async () => {
    let closed = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield FILE;
      } finally {
        closed += 1;
      }
    }
    for await (const _ of readTextStream(source(), { text: SELECTION, batchBytes: 1 })) break;
    expect(closed).toBe(1);
    const { texts, summary } = await collectFrom(source(), { caps: { rows: 3 } });
    expect([texts, summary.rows, summary.errors]).toEqual([3, 4, 1]);
    expect(closed).toBe(2);
  });

  it("hands on what the source throws", async () => {
    await expect(drain(readTextStream(breakOff()))).rejects.toThrow("gone");
  });

  it("refuses bad options at once", () => {
    expect(() => readTextStream(toStream([]), { batchBytes: 0 })).toThrow(RangeError);
  });
});

async function* breakOff(): AsyncGenerator<Uint8Array> {
  yield FILE;
  throw new Error("gone");
}

async function drain(batches: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of batches) continue;
}

async function collectFrom(
  chunks: AsyncIterable<Uint8Array>,
  options: ReadTextsOptions,
): Promise<{ texts: number; summary: RowTextsSummary }> {
  const batches = readTextStream(chunks, { text: SELECTION, ...options });
  let texts = 0;
  for (;;) {
    const { done, value } = await batches.next();
    if (done === true) return { texts, summary: value };
    texts += value.rows.length;
  }
}
