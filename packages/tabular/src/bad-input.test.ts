import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  createTestFolder,
  makeConversations,
  makeParquet,
  makeTexts,
} from "../testing/make-parquet.ts";
import { readAll } from "../testing/read-all.ts";
import { TabularError } from "./errors.ts";
import { readOutline } from "./read-outline.ts";
import { readTextColumn, type ReadTextColumnOptions } from "./read-text-column.ts";
import type { TextSelection } from "./select-texts.ts";

const folder = createTestFolder();
afterAll(() => folder[Symbol.dispose]());

interface Failing extends ReadTextColumnOptions {
  readonly column?: string | TextSelection;
}

/** The error that reading ends with. */
async function failWith(
  file: string | Uint8Array,
  { column = "text", ...options }: Failing = {},
): Promise<TabularError> {
  const path = typeof file === "string" ? file : folder.write(file);
  const error: unknown = await readAll(readTextColumn(path, column, options)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TabularError);
  return error as TabularError;
}

const good = makeTexts(["one", "two", null], { codec: "UNCOMPRESSED" });

describe("what is not Parquet", () => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["a few bytes", Buffer.from("PAR1")],
    ["JSONL", Buffer.from('{"text": "a"}\n'.repeat(10))],
    ["gzip", gzipSync(good)],
  ])("is named: %s", async (_name, bytes) => {
    expect(await failWith(bytes)).toMatchObject({
      code: "TABULAR_NOT_PARQUET",
      kind: "usage",
      message: "it is not a Parquet file",
    });
  });

  it("is not there, or a folder", async () => {
    for (const path of ["/nowhere/x.parquet", fileURLToPath(new URL(".", import.meta.url))]) {
      expect(await failWith(path)).toMatchObject({ code: "TABULAR_UNREADABLE", kind: "disk" });
    }
  });

  it("is broken off", async () => {
    const error = await failWith(good.subarray(0, good.length - 20));
    expect(error.code).toBe("TABULAR_CORRUPT");
    expect(error.message).toMatch(/^it begins as a Parquet file does, but has no footer/);
  });

  it("is encrypted", async () => {
    const bytes = Uint8Array.from(good);
    bytes.set(Buffer.from("PARE"), bytes.length - 4);
    expect(await failWith(bytes)).toMatchObject({ code: "TABULAR_ENCRYPTED", kind: "usage" });
  });
});

describe("columns", () => {
  const several = makeParquet({
    columnData: [
      { name: "n", data: [1], type: "INT32" },
      { name: "text", data: ["a"], type: "STRING" },
      { name: "data", data: [Uint8Array.of(1)], type: "BYTE_ARRAY" },
    ],
  });

  it("are listed if there is no such one", async () => {
    expect(await failWith(several, { column: "body" })).toMatchObject({
      code: "TABULAR_NO_COLUMN",
      message: "there is no column body",
      details: "it has n, text, data",
      columns: ["n", "text", "data"],
    });
    expect(await failWith(several, { column: { kind: "conversation" } })).toMatchObject({
      code: "TABULAR_NO_COLUMN",
      message: "there is no column conversations",
    });
  });

  it.each([
    ["n", "the column n holds values of type INTEGER, not strings"],
    ["tags", "the column tags holds lists, not strings"],
    ["conversations", "the column conversations holds lists, not strings"],
    ["meta", "the column meta holds other columns, not strings"],
  ])("are no strings: %s", async (column, message) => {
    const name = column === "n" ? folder.write(several) : dataFile("snappy");
    expect(await failWith(name, { column })).toMatchObject({ code: "TABULAR_NOT_TEXT", message });
  });

  it("are no conversations where they are something else", async () => {
    const bytes = makeParquet({ columnData: [{ name: "conversations", data: ["[]"] }] });
    expect(await failWith(bytes, { column: { kind: "conversation" } })).toMatchObject({
      code: "TABULAR_NOT_TEXT",
      columns: ["conversations"],
    });
  });

  it("are cut short in the message if there are many", async () => {
    const columnData = Array.from({ length: 30 }, (_, index) => ({ name: `c${index}`, data: [1] }));
    const { details, columns } = await failWith(makeParquet({ columnData }));
    expect(details).toMatch(/c19 and 10 more$/);
    expect(columns).toHaveLength(30);
  });
});

const damaged = { code: "TABULAR_CORRUPT", kind: "integrity", message: "it is damaged" };

describe("a footer", () => {
  // FileMetaData whose schema is a list in a list in a list, each said to have 33 million items.
  const list = [0x19, 0xf9, 0xff, 0xff, 0xff, 0x0f];
  const endless = Buffer.alloc(1_000, 0xff);
  endless[0] = 0x16;

  it.each([
    ["is longer than the file", Buffer.alloc(10), 60_000_000],
    ["declares lists that it does not have", Buffer.from([...list, ...list, ...list, 0]), 0],
    ["has integers without an end", endless, 0],
    ["is nested without an end", Buffer.alloc(1_000_000, 0x1c), 0],
  ])("that %s is damaged", async (_name, footer, length) => {
    const error = await failWith(withFooter(footer, length || footer.length));
    expect(error).toMatchObject(damaged);
    expect(error.details).toMatch(/^[A-Z]\w+ (?:Input )?Error: ./i);
  });
});

describe("pages", () => {
  it("that are not what they declare to decompress to are damaged", async () => {
    const page = "x".repeat(10_000);
    const whole = makeTexts([page], { codec: "GZIP", statistics: false });
    const bomb = makeTexts([page], {
      codec: "GZIP",
      statistics: false,
      compressors: { GZIP: () => gzipSync(Buffer.alloc(50_000_000)) },
    });
    expect((await readAll(readTextColumn(folder.write(whole), "text"))).texts).toEqual([[0, page]]);
    expect(await failWith(bomb)).toMatchObject(damaged);
  });

  it("of a codec that nobody knows are unsupported", async () => {
    const bytes = makeTexts(["a"], { codec: "LZO", compressors: { LZO: (input) => input } });
    expect(await failWith(bytes)).toMatchObject({
      code: "TABULAR_UNSUPPORTED",
      details: expect.stringContaining('Unsupported compression codec "LZO"') as string,
    });
  });

  it.each([["text"], [{ kind: "conversation" }]] as const)(
    "that unfold to more than the memory allowed are too large: %j",
    async (column) => {
      // One string in a dictionary, which a thousand rows of one chunk refer to.
      const content = "x".repeat(200_000);
      const rows = Array.from({ length: 1_000 }, () => ({
        system: null,
        conversations: [{ content }],
      }));
      const bytes =
        column === "text" ? makeTexts(rows.map(() => content)) : makeConversations(rows);
      expect(bytes.length).toBeLessThan(1_000_000);
      const error = await failWith(bytes, { column, caps: { memoryBytes: 2 ** 26 } });
      expect(error).toMatchObject({ code: "TABULAR_TOO_LARGE", kind: "usage" });
    },
  );

  it("of strings that are not UTF-8 are damaged", async () => {
    const schema = [
      { name: "root", num_children: 1 },
      { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
    ] as const;
    const columnData = [{ name: "text", data: [Uint8Array.of(0xff)] }];
    expect(await failWith(makeParquet({ schema: [...schema], columnData }))).toMatchObject(damaged);
  });
});

describe("any damage", () => {
  const files = ["snappy", "zstd", "v2", "delta", "lz4", "bare-list"].map((name) =>
    readFileSync(dataFile(name)),
  );
  const own = [
    makeConversations([
      { system: "s", conversations: [{ content: "a" }, null] },
      { system: null, conversations: null },
    ]),
    makeTexts(["a", "b", null, "a"]),
  ];

  it("ends with rows or with an error of this package", async () => {
    const selections = ["text", { kind: "conversation", includeSystem: true }] as const;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files, ...own),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom(...selections),
        async (file, damage, selection) => {
          const bytes = Uint8Array.from(file);
          for (const [place, byte] of damage) bytes[Math.floor(place * (bytes.length - 1))] = byte;
          const reading = readAll(readTextColumn(folder.write(bytes), selection));
          const error: unknown = await reading.then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error !== undefined) failed += 1;
          return error === undefined || error instanceof TabularError;
        },
      ),
      { numRuns: 150 },
    );
    expect(failed).toBeGreaterThan(10);
  });
});

it("tells no columns of what it cannot read", async () => {
  await expect(readOutline(folder.write(Buffer.from("{}")))).rejects.toMatchObject({
    code: "TABULAR_NOT_PARQUET",
  });
  await expect(readOutline(folder.write(good))).resolves.toMatchObject({ rows: 3 });
});

function dataFile(name: string): string {
  return fileURLToPath(new URL(`../testing/data/${name}.parquet`, import.meta.url));
}

function withFooter(footer: Uint8Array, length: number): Uint8Array {
  const tail = Buffer.alloc(8, "PAR1");
  tail.writeUInt32LE(length, 0);
  tail.write("PAR1", 4);
  return Buffer.concat([Buffer.from("PAR1"), footer, tail]);
}
