import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexRows, indexRowStream, type IndexedRow } from "./index-rows.ts";

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

async function* stream(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("1\n2");
  throw new Error("disk gone");
}

describe("indexRows", () => {
  it("hashes the line as it is and as Python prints it", () => {
    expect(Array.from(indexRows(Buffer.from(' {"b":1,"a":2}\r\n\n{"a": 2, "b": 1}\n{]')))).toEqual([
      {
        row: 0,
        line: 1,
        offset: 0,
        length: 14,
        status: "valid",
        rawSha256: sha256(' {"b":1,"a":2}'),
        canonicalSha256: sha256('{"a": 2, "b": 1}'),
        canonicalLength: 16,
        error: undefined,
      },
      {
        row: 1,
        line: 3,
        offset: 17,
        length: 16,
        status: "valid",
        rawSha256: sha256('{"a": 2, "b": 1}'),
        canonicalSha256: sha256('{"a": 2, "b": 1}'),
        canonicalLength: 16,
        error: undefined,
      },
      {
        row: 2,
        line: 4,
        offset: 34,
        length: 2,
        status: "void",
        rawSha256: sha256("{]"),
        canonicalSha256: undefined,
        canonicalLength: undefined,
        error: expect.objectContaining({ kind: "json", line: 4, offset: 35 }) as unknown,
      },
    ]);
  });

  it("tells rows of one length apart", () => {
    const [row] = indexRows(Buffer.from('{"b": 1, "a": 2}'));
    expect(row?.canonicalSha256).toBe(sha256('{"a": 2, "b": 1}'));
    expect(row?.rawSha256).toBe(sha256('{"b": 1, "a": 2}'));
  });

  it("takes a part of a larger buffer for the file", () => {
    const [row] = indexRows(Buffer.from("1\n[2]\n3").subarray(2, 5));
    expect(row).toMatchObject({ offset: 0, length: 3, rawSha256: sha256("[2]") });
  });
});

describe("indexRowStream", () => {
  const line = fc.constantFrom(
    '{"b":"é","a":1}',
    "[1,2]",
    "",
    " ",
    "{]",
    '"€😀"',
    "\u2028",
    "1".repeat(20),
    "ÿ".repeat(20),
  );
  const lineEnd = fc.constantFrom("\n", "\r\n", "\r", "\n\r");
  const file = fc.array(fc.tuple(line, lineEnd), { maxLength: 12 });

  it("finds the same rows, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.array(fc.nat(200), { maxLength: 8 }), async (lines, cuts) => {
        const bytes = Buffer.from(lines.flat().join(""));
        const edges = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b)];
        const chunks = edges.map((edge, i) => bytes.subarray(edge, edges[i + 1]));
        const caps = { lineBytes: 30 };
        const whole = Array.from(indexRows(bytes, { caps }));
        expect(await collect(indexRowStream(stream(...chunks), { caps }))).toEqual(whole);
        for (const { offset, length, rawSha256 } of whole) {
          expect(sha256(bytes.subarray(offset, offset + length))).toBe(rawSha256);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("closes the source when the reader stops", async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from("1\n");
      } finally {
        isClosed = true;
      }
    }
    const rows: IndexedRow[] = [];
    for await (const row of indexRowStream(source())) {
      rows.push(row);
      if (rows.length === 3) break;
    }
    expect(rows).toHaveLength(3);
    expect(isClosed).toBe(true);
  });

  it("passes on what the source throws", async () => {
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { row } of indexRowStream(failing())) seen.push(row);
    })();
    await expect(reading).rejects.toThrow("disk gone");
    expect(seen).toEqual([0]);
  });

  it("rejects with the abort reason, even if the source hangs", async () => {
    const reason = new Error("stop");
    const controller = new AbortController();
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("1\n");
      controller.abort(reason);
      await new Promise(() => {});
    }
    const reading = collect(indexRowStream(source(), { signal: controller.signal }));
    await expect(reading).rejects.toBe(reason);
    const aborted = indexRowStream(stream(Buffer.from("1")), { signal: AbortSignal.abort(reason) });
    await expect(aborted.next()).rejects.toBe(reason);
  });
});
