import { readFileSync, writeFileSync } from "node:fs";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { AWKWARD_SCHEMA, breakOff, inBatches, makeAwkwardRows } from "../testing/awkward-rows.ts";
import { useTestFolder } from "../testing/use-test-folder.ts";
import { writeArrow } from "./arrow/write-arrow.ts";
import { writeCsv } from "./csv/write-csv.ts";
import { writeJsonl } from "./jsonl/write-jsonl.ts";
import type { TableRow } from "./schema.ts";
import type { WriteProgress } from "./write/options.ts";

const folder = useTestFolder();
const schema = AWKWARD_SCHEMA;
const rows = makeAwkwardRows();
const never = (): Promise<void> => new Promise(() => {});

describe.each([
  ["writeArrow", writeArrow],
  ["writeCsv", writeCsv],
  ["writeJsonl", writeJsonl],
] as const)("%s", (_name, write) => {
  it("writes the same bytes whatever the batches", async () => {
    const paths = [1, 7, 64, 200].map((size) => ({ size, path: folder.next("bin") }));
    for (const { size, path } of paths) await write(inBatches(rows, size), { path }, { schema });
    const [first, ...others] = paths.map(({ path }) => folder.describe(path).sha256);
    expect(others).toEqual([first, first, first]);
  });

  it("writes to a stream what it writes to a file, and leaves it open", async () => {
    const path = folder.next("bin");
    await write(inBatches(rows), { path }, { schema });
    const chunks: Buffer[] = [];
    const stream = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        chunks.push(Buffer.from(chunk));
        setImmediate(done);
      },
    });
    const written = await write(inBatches(rows), { stream }, { schema });
    expect(Buffer.concat(chunks).equals(readFileSync(path))).toBe(true);
    expect(written).toMatchObject({ rows: rows.length, ...folder.describe(path) });
    expect(stream.writable).toBe(true);
  });

  it("leaves nothing when the signal aborts, even while rows are waited for", async () => {
    const before = folder.list();
    const controller = new AbortController();
    const waiting = breakOff(rows, () => {
      controller.abort(new Error("enough"));
      return never();
    });
    const { signal } = controller;
    const writing = write(waiting, { path: folder.next("bin") }, { schema, signal });
    await expect(writing).rejects.toThrow("enough");
    expect(folder.list()).toEqual(before);
  });

  it("leaves nothing when the rows end in an error, or are of other types", async () => {
    const before = folder.list();
    const broken = breakOff(rows, () => Promise.reject(new Error("the store is gone")));
    await expect(write(broken, { path: folder.next("bin") }, { schema })).rejects.toThrow(
      "is gone",
    );
    const [good] = rows as [TableRow];
    const wrong = inBatches([good, [...good.slice(0, -1), "1"]]);
    await expect(write(wrong, { path: folder.next("bin") }, { schema })).rejects.toThrow(
      new TypeError("the cell row of row 1 must be int64: got string 1"),
    );
    expect(folder.list()).toEqual(before);
  });

  it("writes over nothing unless told to", async () => {
    const path = folder.next("bin");
    writeFileSync(path, "mine");
    const writing = write(inBatches(rows), { path }, { schema });
    await expect(writing).rejects.toMatchObject({ code: "TABULAR_TARGET_EXISTS" });
    expect(readFileSync(path, "utf8")).toBe("mine");
    await write(inBatches(rows), { path, force: true }, { schema });
    expect(readFileSync(path, "utf8")).not.toBe("mine");
  });

  it("tells of its progress", async () => {
    const path = folder.next("bin");
    const seen: WriteProgress[] = [];
    const onProgress = (progress: WriteProgress): unknown => seen.push(progress);
    const { bytes } = await write(inBatches(rows), { path }, { schema, onProgress });
    expect(seen.at(-1)).toEqual({ phase: "write", rows: rows.length, bytes });
  });

  it("writes a table without rows", async () => {
    const path = folder.next("bin");
    expect(await write(inBatches([]), { path }, { schema })).toMatchObject({ rows: 0 });
  });
});
