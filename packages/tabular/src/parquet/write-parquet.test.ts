import { createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  AWKWARD_SCHEMA,
  inBatches,
  makeAwkwardRows,
  toPlainRows,
} from "../../testing/awkward-rows.ts";
import { digest, query, readWithDuckdb, readWithHyparquet } from "../../testing/read-parquet.ts";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import { createRowSchema } from "../columns.ts";
import type { Cell, Column, Message, TableRow, TableSchema } from "../schema.ts";
import type { WriteProgress } from "../write/options.ts";
import { type ParquetWriter, writeParquet } from "./write-parquet.ts";

const folder = useTestFolder();
const WRITERS = ["duckdb", "hyparquet", "parquetjs-lite"] as const satisfies ParquetWriter[];
const WHOLE = ["duckdb", "hyparquet"] as const satisfies ParquetWriter[];
const schema = AWKWARD_SCHEMA;

afterEach(() => {
  vi.doUnmock("@duckdb/node-bindings");
  vi.resetModules();
});

const ONE: Column = { name: "one", type: "int64", nullable: true, description: "One." };

/** A table of one column. */
function makeTable(type: Column["type"]): TableSchema {
  return { name: "one", version: 1, columns: [{ ...ONE, type }] };
}

function isFlat(cell: Cell, place: number): boolean {
  const { type } = schema.columns[place] as Column;
  if (cell === null) return true;
  if (type === "timestamp") return (cell as bigint) >= 0n;
  return type === "int64" ? Number.isSafeInteger(Number(cell)) : true;
}

/** What parquetjs-lite can hold of the rows, and what readers find of that. */
function makeFlatRows(rows: readonly TableRow[]): { rows: TableRow[]; plain: unknown[][] } {
  const kept = rows.map((row) => row.map((cell, place) => (isFlat(cell, place) ? cell : null)));
  const plain = toPlainRows(kept).map((row) => {
    return row.map((cell) => (Array.isArray(cell) ? JSON.stringify(cell) : cell));
  });
  return { rows: kept, plain: plain.map(withoutMarks) };
}

/** Readers in JavaScript leave a byte order mark out: TextDecoder does. */
function withoutMarks(row: readonly unknown[]): unknown[] {
  return row.map((cell) => {
    if (typeof cell === "string") return cell.replace(/^\uFEFF/, "");
    if (!Array.isArray(cell)) return cell;
    return cell.map(({ role, content }: Message) => {
      return { role, content: content?.replace(/^\uFEFF/, "") ?? null };
    });
  });
}

describe.each(WHOLE)("%s", (writer) => {
  it("gives back every cell, to DuckDB and to hyparquet", async () => {
    const rows = makeAwkwardRows();
    const path = folder.next("parquet");
    const written = await writeParquet(inBatches(rows), { path }, { schema, writer });
    expect(written).toEqual({ rows: 200, ...folder.describe(path), writer });
    const expected = toPlainRows(rows).map(withoutMarks);
    const [first] = await readWithDuckdb(path);
    expect(first).toEqual(expected[0]);
    expect(digest(await readWithDuckdb(path))).toBe(digest(expected));
    expect(digest(await readWithHyparquet(path))).toBe(digest(expected));
  });

  it("writes the same bytes whatever the batches", async () => {
    const rows = makeAwkwardRows(100);
    const sums = [];
    for (const size of [1, 7, 100, 7]) {
      const path = folder.next("parquet");
      const { sha256 } = await writeParquet(inBatches(rows, size), { path }, { schema, writer });
      sums.push(sha256);
    }
    expect(new Set(sums).size).toBe(1);
  });

  it("keeps byte order marks", async () => {
    const path = folder.next("parquet");
    await writeParquet(inBatches([["\uFEFFa"]]), { path }, { schema: makeTable("utf8"), writer });
    expect(await query(`SELECT hex(encode(one)) FROM '${path}'`)).toEqual([["EFBBBF61"]]);
  });

  it("keeps floats to the bit", async () => {
    const floats = [0, NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 2 ** 63, 0.1];
    const many = Array.from(
      { length: 1_000 },
      (_, row) => Math.sin(row) * 10 ** ((row % 600) - 300),
    );
    const rows = [...floats, ...many].map((cell) => [cell]);
    const path = folder.next("parquet");
    await writeParquet(inBatches(rows), { path }, { schema: makeTable("float64"), writer });
    expect(digest(await readWithDuckdb(path))).toBe(digest(rows));
  });

  it("keeps rows in order, over row groups", async () => {
    const rows = Array.from({ length: 45_000 }, (_, row) => [row, `text ${row}`, null]);
    const table: TableSchema = {
      ...schema,
      columns: [
        ONE,
        { ...ONE, name: "text", type: "utf8" },
        { ...ONE, name: "chat", type: "messages" },
      ],
    };
    const path = folder.next("parquet");
    await writeParquet(inBatches(rows, 1_000), { path }, { schema: table, writer });
    const found = await readWithDuckdb(path);
    expect(digest(found)).toBe(
      digest(rows.map(([row, ...rest]) => [BigInt(row as number), ...rest])),
    );
    const groups = `SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('${path}') ORDER BY 1`;
    expect((await query(groups)).map(([, count]) => count)).toEqual([20_480n, 20_480n, 4_040n]);
  });

  it("ends row groups early where rows are long", async () => {
    const text = "long ".repeat(200_000);
    const rows = Array.from({ length: 150 }, (_, row) => [`${row} ${text}`]);
    const path = folder.next("parquet");
    await writeParquet(inBatches(rows, 5), { path }, { schema: makeTable("utf8"), writer });
    const groups = `SELECT count(DISTINCT row_group_id), sum(num_values) FROM parquet_metadata('${path}')`;
    const [[count, values] = []] = await query(groups);
    expect(Number(count)).toBeGreaterThan(1);
    expect(values).toBe(150n);
    expect(digest(await readWithDuckdb(path))).toBe(digest(rows));
  });

  it("has the columns that the schema says", async () => {
    const path = folder.next("parquet");
    const table = createRowSchema({ dupes: true });
    await writeParquet(inBatches([]), { path }, { schema: table, writer });
    const types = await query(`SELECT column_name, column_type FROM (DESCRIBE FROM '${path}')`);
    const expected = {
      int32: "INTEGER",
      int64: "BIGINT",
      float64: "DOUBLE",
      bool: "BOOLEAN",
      utf8: "VARCHAR",
      timestamp: "TIMESTAMP WITH TIME ZONE",
      messages: 'STRUCT("role" VARCHAR, "content" VARCHAR)[]',
    };
    expect(types).toEqual(table.columns.map(({ name, type }) => [name, expected[type]]));
  });

  it("puts metadata into the file", async () => {
    const path = folder.next("parquet");
    const metadata = { "flock.block": "0xab", "it's": 'a "value" 😀', empty: "" };
    await writeParquet(inBatches([]), { path }, { schema, metadata, writer });
    const found = await query(
      `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${path}')`,
    );
    expect(Object.fromEntries(found) as unknown).toEqual(metadata);
  });

  it("is compressed, and has statistics", async () => {
    const path = folder.next("parquet");
    await writeParquet(inBatches(makeAwkwardRows(50)), { path }, { schema, writer });
    const found = await query(
      `SELECT DISTINCT compression, stats_min_value, stats_max_value FROM parquet_metadata('${path}') WHERE path_in_schema = 'row'`,
    );
    expect(found).toEqual([["ZSTD", "0", "49"]]);
  });
});

describe("parquetjs-lite", () => {
  const writer = "parquetjs-lite";

  it("gives back every cell of those that it can hold, messages as JSON", async () => {
    const { rows, plain } = makeFlatRows(makeAwkwardRows());
    const path = folder.next("parquet");
    const written = await writeParquet(inBatches(rows), { path }, { schema, writer });
    expect(written).toEqual({ rows: 200, ...folder.describe(path), writer });
    expect(digest(await readWithDuckdb(path))).toBe(digest(plain));
    expect(digest(await readWithHyparquet(path))).toBe(digest(plain));
  });

  it.each([
    ["int64", 2 ** 53 - 1, 2n ** 53n],
    ["int64", -(2 ** 53) + 1, -(2n ** 53n)],
    ["timestamp", 0n, -1n],
    ["float64", Infinity, NaN],
  ] as const)("refuses what it would damage: %s after %s", async (type, good, bad) => {
    const path = folder.next("parquet");
    const table = makeTable(type);
    await writeParquet(inBatches([[good]]), { path }, { schema: table, writer });
    const [[found] = []] = await readWithDuckdb(path);
    expect(found).toEqual(type === "int64" ? BigInt(good) : good);
    const refused = folder.next("parquet");
    const rows = inBatches([[good], [null], [bad]], 1);
    await expect(
      writeParquet(rows, { path: refused }, { schema: table, writer }),
    ).rejects.toMatchObject({
      code: "TABULAR_LOSSY",
      kind: "usage",
      message: `parquetjs-lite cannot write ${bad}, the cell one of row 2`,
      next: "use the writer duckdb or hyparquet, or leave the row out",
    });
    expect(folder.list()).not.toContain(refused);
  });
});

/** An empty folder. */
function makePlace(): { readonly path: string; readonly list: () => string[] } {
  const path = folder.next("folder");
  mkdirSync(path);
  return { path, list: () => readdirSync(path) };
}

describe.each(WRITERS)("%s, like the others,", (writer) => {
  const options = { schema, writer };
  const FLAT = makeFlatRows(makeAwkwardRows(40)).rows;

  it.each([0, 1, 20_481])("writes %s rows", async (count) => {
    const rows = Array.from({ length: count }, (_, row) => [row]);
    const table = makeTable("int64");
    const path = folder.next("parquet");
    const written = await writeParquet(inBatches(rows, 2_048), { path }, { schema: table, writer });
    expect(written.rows).toBe(count);
    const expected = digest(rows.map(([row]) => [BigInt(row as number)]));
    expect(digest(await readWithDuckdb(path))).toBe(expected);
    expect(digest(await readWithHyparquet(path))).toBe(expected);
  });

  it("writes rows of nulls alone", async () => {
    const table = { ...schema, columns: schema.columns.slice(0, -1) };
    const rows = Array.from({ length: 3 }, () => table.columns.map(() => null));
    const path = folder.next("parquet");
    await writeParquet(inBatches(rows), { path }, { schema: table, writer });
    expect(await readWithDuckdb(path)).toEqual(rows);
    expect(await readWithHyparquet(path)).toEqual(rows);
  });

  it("writes to a stream what it writes to a file", async () => {
    const place = makePlace();
    const path = join(place.path, "file.parquet");
    const stream = createWriteStream(join(place.path, "stream.parquet"));
    const toFile = await writeParquet(inBatches(FLAT), { path }, options);
    const toStream = await writeParquet(
      inBatches(FLAT),
      { stream },
      { ...options, tempDir: place.path },
    );
    expect(toStream).toEqual(toFile);
    await new Promise((resolve) => stream.end(resolve));
    expect(place.list().toSorted()).toEqual(["file.parquet", "stream.parquet"]);
    expect(readFileSync(join(place.path, "stream.parquet"))).toEqual(readFileSync(path));
  });

  it("leaves nothing when it is aborted on the way", async () => {
    const place = makePlace();
    const controller = new AbortController();
    const reason = new Error("stop");
    async function* endless(): AsyncGenerator<TableRow[], void, undefined> {
      for (let batch = 0; ; batch += 1) {
        if (batch === 20) controller.abort(reason);
        yield* inBatches(FLAT, FLAT.length);
      }
    }
    const target = { path: join(place.path, "x.parquet") };
    const { signal } = controller;
    await expect(writeParquet(endless(), target, { ...options, signal })).rejects.toBe(reason);
    expect(place.list()).toEqual([]);
    await expect(writeParquet(endless(), target, { ...options, signal })).rejects.toBe(reason);
    expect(place.list()).toEqual([]);
  });

  it("leaves nothing when the rows or a cell fail", async () => {
    const place = makePlace();
    const target = { path: join(place.path, "x.parquet") };
    const failure = new Error("no more");
    async function* failing(): AsyncGenerator<TableRow[], void, undefined> {
      yield* inBatches(FLAT);
      throw failure;
    }
    await expect(writeParquet(failing(), target, options)).rejects.toBe(failure);
    const wrong = FLAT[0]?.with(0, "1") as TableRow;
    await expect(writeParquet(inBatches([...FLAT, wrong]), target, options)).rejects.toThrow(
      /^the cell n of row 40 must be int32/,
    );
    expect(place.list()).toEqual([]);
  });

  it("refuses JSON text that is not UTF-8", async () => {
    for (const type of ["utf8", "messages"] as const) {
      const target = { path: folder.next("parquet") };
      const json = Buffer.concat([Buffer.from('"a'), Buffer.of(0xff), Buffer.from('"')]);
      const writing = writeParquet(inBatches([[{ json }]]), target, {
        schema: makeTable(type),
        writer,
      });
      await expect(writing).rejects.toThrow(`the cell one of row 0 must be ${type}`);
    }
  });

  it("never replaces a file unless it is forced to", async () => {
    const place = makePlace();
    const path = join(place.path, "x.parquet");
    writeFileSync(path, "old");
    let asked = 0;
    async function* counted(): AsyncGenerator<TableRow[], void, undefined> {
      asked += 1;
      yield* inBatches(FLAT);
    }
    await expect(writeParquet(counted(), { path }, options)).rejects.toMatchObject({
      code: "TABULAR_TARGET_EXISTS",
      kind: "usage",
    });
    expect([asked, readFileSync(path, "utf8")]).toEqual([0, "old"]);
    await writeParquet(counted(), { path, force: true }, options);
    expect(await readWithDuckdb(path)).toHaveLength(FLAT.length);
    expect(place.list()).toEqual(["x.parquet"]);
  });

  it("tells of progress", async () => {
    const steps: WriteProgress[] = [];
    const path = folder.next("parquet");
    const onProgress = (progress: WriteProgress): void => void steps.push(progress);
    await writeParquet(inBatches(FLAT), { path }, { ...options, onProgress });
    const { bytes } = folder.describe(path);
    expect(steps.at(-1)).toEqual({ phase: "write", rows: 40, bytes });
  });

  it.runIf(process.platform === "linux")("says that a disk is full", async () => {
    const place = makePlace();
    const stream = createWriteStream("/dev/full");
    const error = await writeParquet(
      inBatches(FLAT),
      { stream },
      { ...options, tempDir: place.path },
    ).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "ENOSPC" });
    expect(place.list()).toEqual([]);
  });
});

/** Each batch waits for a thread of Node's pool. */
async function* readRows(): AsyncGenerator<TableRow[], void, undefined> {
  for (let batch = 0; batch < 6; batch += 1) {
    const text = await readFile(new URL(import.meta.url), "utf8");
    yield Array.from({ length: 100 }, () => [text]);
  }
}

describe("duckdb", () => {
  it("stops while it copies", async () => {
    const place = makePlace();
    const rows = Array.from({ length: 200_000 }, (_, row) => [row]);
    const controller = new AbortController();
    const reason = new Error("stop");
    const source = inBatches(rows, 2_000);
    async function* aborting(): AsyncGenerator<TableRow[], void, undefined> {
      yield* source;
      // Once all rows are taken in, and DuckDB has begun.
      setImmediate(() => setImmediate(() => controller.abort(reason)));
    }
    const target = { path: join(place.path, "x.parquet") };
    const options = { schema: makeTable("int64"), signal: controller.signal };
    await expect(writeParquet(aborting(), target, options)).rejects.toBe(reason);
    expect(place.list()).toEqual([]);
  });

  it("refuses times that it has no name for, which hyparquet writes", async () => {
    const table = makeTable("timestamp");
    const rows = [[-(2n ** 63n)]];
    const target = { path: folder.next("parquet") };
    await expect(writeParquet(inBatches(rows), target, { schema: table })).rejects.toMatchObject({
      code: "TABULAR_LOSSY",
      next: "leave the row out, or use the writer hyparquet",
    });
    await writeParquet(inBatches(rows), target, { schema: table, writer: "hyparquet" });
    expect(await readWithHyparquet(target.path)).toEqual(rows);
  });

  it("ends row groups after 20,480 rows, however much text a row has", async () => {
    const rows = Array.from({ length: 41_000 }, (_, row) => [`${row} `.repeat(row % 200)]);
    const path = folder.next("parquet");
    await writeParquet(inBatches(rows, 999), { path }, { schema: makeTable("utf8") });
    expect(digest(await readWithDuckdb(path))).toBe(digest(rows));
    const groups = `SELECT row_group_num_rows FROM parquet_metadata('${path}') ORDER BY row_group_id`;
    expect(await query(groups)).toEqual([[20_480n], [20_480n], [40n]]);
  });

  it("takes strings as JSON text, with and without escapes", async () => {
    const texts = ["plain", "", 'a "quote"', "back\\slash", "\0", "a\uFEFF😀", "two\nlines", "a"];
    const rows = texts.map((text) => [{ json: Buffer.from(JSON.stringify(text)) }]);
    const spaced = [{ json: Buffer.from(' "spaced" ') }];
    const path = folder.next("parquet");
    const table = makeTable("utf8");
    await writeParquet(inBatches([...rows, spaced, ["cell"]]), { path }, { schema: table });
    const found = [...texts, "spaced", "cell"].map((text) => [text]);
    expect(await readWithDuckdb(path)).toEqual(found);
  });

  it("writes more files at once than Node has threads, of rows that need those", async () => {
    const writing = Array.from({ length: 6 }, () => {
      const target = { path: folder.next("parquet") };
      return writeParquet(readRows(), target, { schema: makeTable("utf8") });
    });
    const written = await Promise.all(writing);
    expect(new Set(written.map(({ rows, sha256 }) => `${rows} ${sha256}`)).size).toBe(1);
    expect(written[0]?.rows).toBe(600);
  });

  it("leaves nothing when DuckDB fails while rows still come", async () => {
    const place = makePlace();
    let batches = 0;
    async function* endless(): AsyncGenerator<TableRow[], void, undefined> {
      for (;;) {
        batches += 1;
        const json = batches === 3 ? '[{"role"' : "[]";
        yield Array.from({ length: 2_048 }, () => [{ json: Buffer.from(json) }]);
      }
    }
    const target = { path: join(place.path, "x.parquet") };
    const writing = writeParquet(endless(), target, { schema: makeTable("messages") });
    await expect(writing).rejects.toThrow(/^Invalid Input Error: Malformed JSON/);
    expect(place.list()).toEqual([]);
  });

  it.each([
    ["process.exit(7)", 7],
    ["throw new Error('gone')", 1],
    ["setImmediate(() => process.exit(9))", 9],
  ])("lets a process end on the way: %s", async (end, code) => {
    const place = makePlace();
    const built = new URL("../../dist/index.js", import.meta.url).href;
    const script = `
      import { writeParquet } from ${JSON.stringify(built)};
      const column = { name: "one", type: "int64", nullable: true, description: "One." };
      async function* endless() {
        for (let batch = 0; ; batch += 1) {
          if (batch === 40) { ${end} }
          yield Array.from({ length: 2048 }, (_, row) => [row]);
        }
      }
      const schema = { name: "one", version: 1, columns: [column] };
      await writeParquet(endless(), { path: ${JSON.stringify(join(place.path, "x.parquet"))} }, { schema });
    `;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    const ended = (await once(child, "exit")) as unknown;
    expect(ended).toEqual([code, null]);
    expect(place.list()).not.toContain("x.parquet");
  });

  it("passes on what the rows throw, whatever it looks like", async () => {
    const failure = new Error("IO Error: No space left on device");
    const target = { path: folder.next("parquet") };
    const rows = inBatches([[1]]);
    async function* failing(): AsyncGenerator<TableRow[], void, undefined> {
      yield* rows;
      throw failure;
    }
    const writing = writeParquet(failing(), target, { schema: makeTable("int64") });
    await expect(writing).rejects.toBe(failure);
  });

  it("writes a row that is longer than any buffer", async () => {
    const path = folder.next("parquet");
    const text = "0123456789abcde\n".repeat(2_000_000);
    const rows = [["a"], [text], ["b"]];
    await writeParquet(inBatches(rows), { path }, { schema: makeTable("utf8") });
    expect(digest(await readWithDuckdb(path))).toBe(digest(rows));
  });

  it("makes way for hyparquet where it cannot be loaded", async () => {
    vi.doMock("@duckdb/node-bindings", () => {
      throw new Error("no such binary");
    });
    vi.resetModules();
    const alone = await import("./write-parquet.ts");
    const target = { path: folder.next("parquet") };
    const rows = [[1]];
    const table = makeTable("int64");
    const written = await alone.writeParquet(inBatches(rows), target, { schema: table });
    expect(written.writer).toBe("hyparquet");
    expect(await readWithHyparquet(target.path)).toEqual([[1n]]);
    const error: unknown = await alone
      .writeParquet(inBatches(rows), target, { schema: table, writer: "duckdb" })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "TABULAR_UNSUPPORTED",
      next: "use the writer hyparquet",
    });
  });
});

it("passes a stream's own error on", async () => {
  const failure = new Error("gone");
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(failure) });
  const options = { schema: makeTable("int64"), writer: "hyparquet" as const };
  await expect(writeParquet(inBatches([[1]]), { stream }, options)).rejects.toBe(failure);
});
