import { mkdirSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  createTestFolder,
  makeConversations,
  makeParquet,
  makeTexts,
} from "../testing/make-parquet.ts";
import { readAll, type ReadTexts } from "../testing/read-all.ts";
import { readTextColumn, type ReadTextColumnOptions } from "./read-text-column.ts";
import type { RowTexts } from "./row-texts.ts";
import type { TextSelection } from "./select-texts.ts";

const folder = createTestFolder();
afterAll(() => folder[Symbol.dispose]());

function read(
  bytes: Uint8Array,
  column: string | TextSelection = "text",
  options: ReadTextColumnOptions = {},
): Promise<ReadTexts> {
  return readAll(readTextColumn(folder.write(bytes), column, options));
}

const WORDS = ["", "a", "café", "水", "😀 two lines\nhere", "x".repeat(3_000)];
const TEXTS = Array.from({ length: 2_500 }, (_, row) =>
  row % 7 === 3 ? null : `${WORDS[row % WORDS.length]}${row % 2 === 0 ? row : ""}`,
);
const EXPECTED = TEXTS.flatMap((text, row) => (text === null ? [] : [[row, text]]));

describe("a column of strings", () => {
  it.each(["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"] as const)(
    "is read from pages compressed with %s, over many row groups and pages",
    async (codec) => {
      const bytes = makeTexts(TEXTS, { codec, rowGroupSize: [1, 700], pageSize: 4_000 });
      const { texts, summary } = await read(bytes);
      expect(texts).toEqual(EXPECTED);
      const withoutText = TEXTS.length - EXPECTED.length;
      expect(summary).toEqual({
        rows: TEXTS.length,
        texts: EXPECTED.length,
        withoutText,
        errors: 0,
      });
    },
  );

  it.each(["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"] as const)(
    "is read in the encoding %s",
    async (encoding) => {
      const column = { name: "text", data: TEXTS, type: "STRING", encoding, nullable: true };
      const bytes = makeParquet({ columnData: [column as never], rowGroupSize: 900 });
      expect((await read(bytes)).texts).toEqual(EXPECTED);
    },
  );

  it("is read from a dictionary, of one string too", async () => {
    const data = Array.from({ length: 3_000 }, (_, row) => WORDS[row % WORDS.length]!);
    expect((await read(makeTexts(data))).texts).toEqual(data.map((text, row) => [row, text]));
    const same = data.map(() => "again");
    expect((await read(makeTexts(same))).texts).toEqual(same.map((text, row) => [row, text]));
  });

  it("may be required, NULL throughout, or have no rows", async () => {
    const strings = { name: "text", type: "STRING" } as const;
    const required = [{ ...strings, data: ["a", "b"], nullable: false }];
    expect((await read(makeParquet({ columnData: required }))).texts).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
    const nulls = await read(makeTexts([null, null, null]));
    expect(nulls).toEqual({
      texts: [],
      batches: 0,
      summary: { rows: 3, texts: 0, withoutText: 3, errors: 0 },
    });
    const none = await read(makeTexts([]));
    expect(none.summary).toEqual({ rows: 0, texts: 0, withoutText: 0, errors: 0 });
  });

  it("gives the bytes as they stand, and not as text would have them", async () => {
    const data = [Uint8Array.of(0xff, 0xfe), Uint8Array.of(0xed, 0xa0, 0x80)];
    const bytes = makeParquet({ columnData: [{ name: "text", data, type: "BYTE_ARRAY" }] });
    const batches: RowTexts[] = [];
    for await (const batch of readTextColumn(folder.write(bytes), "text")) batches.push(batch);
    expect(batches.map(({ rows }) => Array.from(rows))).toEqual([[0, 1]]);
    expect(batches[0]?.bytes).toEqual(Uint8Array.of(0xff, 0xfe, 0xed, 0xa0, 0x80));
  });

  it("comes in batches, which do not share memory", async () => {
    const file = folder.write(makeTexts(TEXTS));
    const whole = await readAll(readTextColumn(file, "text"));
    const cut = await readAll(readTextColumn(file, "text", { batchBytes: 10_000 }));
    expect(whole.batches).toBe(2);
    expect(cut.batches).toBeGreaterThan(50);
    expect([cut.texts, cut.summary]).toEqual([whole.texts, whole.summary]);
    const buffers = new Set<unknown>();
    let batches = 0;
    for await (const { bytes } of readTextColumn(file, "text", { batchBytes: 10_000 })) {
      buffers.add(bytes.buffer);
      batches += 1;
    }
    expect(buffers.size).toBe(batches);
  });

  it("is one within structs by its path", async () => {
    const schema = [
      { name: "root", num_children: 1 },
      { name: "meta", num_children: 2, repetition_type: "OPTIONAL" },
      { name: "title", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      { name: "n", type: "INT32", repetition_type: "REQUIRED" },
    ] as const;
    const data = [{ title: "a", n: 1 }, null, { title: null, n: 2 }, { title: "b", n: 3 }];
    const bytes = makeParquet({ schema: [...schema], columnData: [{ name: "meta", data }] });
    const { texts, summary } = await read(bytes, "meta.title");
    expect(texts).toEqual([
      [0, "a"],
      [3, "b"],
    ]);
    expect(summary.withoutText).toBe(2);
  });

  it("is the one of that very name, however alike or odd the others", async () => {
    const names = ['te"xt', "Text", "text", "file", "tex't; --"];
    const columnData = names.map((name) => ({ name, data: [name] }));
    const bytes = makeParquet({ columnData });
    for (const name of ['te"xt', "Text", "file", "tex't; --"]) {
      expect((await read(bytes, name)).texts).toEqual([[0, name]]);
    }
    // SQL has one column a name, in whatever case: the second gets a number.
    expect((await read(bytes, "text_1")).texts).toEqual([[0, "text"]]);
    await expect(read(bytes, "text")).rejects.toMatchObject({ code: "TABULAR_NO_COLUMN" });
  });

  it("is of that very file, whatever its path would match", async () => {
    using places = createTestFolder();
    mkdirSync(join(places.path, "key=value"));
    const file = join(places.path, "key=value", "[a]'*?.parquet");
    writeFileSync(file, makeTexts(["this"]));
    writeFileSync(file.replace("?", "b"), makeTexts(["other"]));
    expect((await readAll(readTextColumn(file, "text"))).texts).toEqual([[0, "this"]]);
    await expect(readAll(readTextColumn(file, "key"))).rejects.toMatchObject({
      columns: ["text"],
    });
    await expect(readAll(readTextColumn(file.replace("?.", "*."), "text"))).rejects.toMatchObject({
      code: "TABULAR_UNREADABLE",
    });
  });

  it("leaves out a text beyond the cap, and goes on", async () => {
    const data = ["short", "x".repeat(101), "y".repeat(100)];
    const { texts, summary } = await read(makeTexts(data), "text", { caps: { textBytes: 100 } });
    expect(texts.map(([row]) => row)).toEqual([0, 2]);
    expect(summary).toEqual({ rows: 3, texts: 2, withoutText: 0, errors: 1 });
  });

  it("is read through a handle, which stays open", async () => {
    const handle = await open(folder.write(makeTexts(["a"])));
    try {
      expect((await readAll(readTextColumn(handle, "text"))).texts).toEqual([[0, "a"]]);
      expect((await handle.stat()).isFile()).toBe(true);
    } finally {
      await handle.close();
    }
  });
});

const CONVERSATIONS = [
  { system: "S", conversations: [{ content: "a" }, { content: "b" }] },
  { system: null, conversations: [] },
  { system: "only", conversations: [] },
  { system: "no list", conversations: null },
  { system: null, conversations: [{ content: null }, { content: "c" }, null, { content: "" }] },
  { system: "", conversations: [{ content: "d" }] },
];

describe("conversations", () => {
  const options = { rowGroupSize: 2 };

  it("are the contents of their messages", async () => {
    const bytes = makeConversations(CONVERSATIONS, options);
    const { texts, summary } = await read(bytes, { kind: "conversation" });
    expect(texts).toEqual([
      [0, "a\nb"],
      [1, ""],
      [2, ""],
      [4, "c\n"],
      [5, "d"],
    ]);
    expect(summary).toEqual({ rows: 6, texts: 5, withoutText: 1, errors: 0 });
  });

  it("have the system prompt in front", async () => {
    const bytes = makeConversations(CONVERSATIONS, options);
    const selection = { kind: "conversation", includeSystem: true } as const;
    const { texts, summary } = await read(bytes, selection, { batchBytes: 3 });
    expect(texts).toEqual([
      [0, "S\na\nb"],
      [1, ""],
      [2, "only"],
      [4, "c\n"],
      [5, "\nd"],
    ]);
    expect(summary).toEqual({ rows: 6, texts: 5, withoutText: 1, errors: 0 });
    const capped = await read(bytes, selection, { caps: { textBytes: 3 } });
    expect(capped.texts.map(([row]) => row)).toEqual([1, 4, 5]);
    expect(capped.summary.errors).toBe(2);
  });

  it("go on from one page to the next", async () => {
    const rows = Array.from({ length: 200 }, (_, row) => ({
      system: `s${row}`,
      conversations: Array.from({ length: row % 9 }, (_entry, turn) => ({
        content: `${row}-${turn} ${"word ".repeat(20)}`,
      })),
    }));
    const bytes = makeConversations(rows, { pageSize: 300, rowGroupSize: 64 });
    const { texts } = await read(bytes, { kind: "conversation", includeSystem: true });
    expect(texts).toEqual(
      rows.map(({ system, conversations }, row) => [
        row,
        [system, ...conversations.map(({ content }) => content)].join("\n"),
      ]),
    );
  });
});

describe("a signal", () => {
  it("stops before and between batches, with its reason", async () => {
    const reason = new Error("stop");
    const file = folder.write(makeTexts(TEXTS));
    const early = readTextColumn(file, "text", { signal: AbortSignal.abort(reason) });
    await expect(early.next()).rejects.toBe(reason);
    const controller = new AbortController();
    const { signal } = controller;
    const reading = readTextColumn(file, "text", { signal, batchBytes: 1_000 });
    expect((await reading.next()).done).toBe(false);
    controller.abort(reason);
    await expect(reading.next()).rejects.toBe(reason);
  });

  it("stops what has begun, with its reason", async () => {
    const reason = new Error("stop");
    const controller = new AbortController();
    const { signal } = controller;
    const file = folder.write(makeTexts(TEXTS));
    const pending = readTextColumn(file, "text", { signal }).next();
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });
});

it.each([
  [{ batchBytes: 0 }, "batchBytes must be an integer from 1 to 268435456: got 0"],
  [{ caps: { textBytes: 1.5 } }, "caps.textBytes must be an integer from 1 to 1073741824: got 1.5"],
])("refuses the options %j", async (options, message) => {
  await expect(readTextColumn("x", "text", options).next()).rejects.toThrow(
    new RangeError(message),
  );
});
