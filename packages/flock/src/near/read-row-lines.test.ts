import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { RowDigest } from "../judgement/judgement-input.ts";
import { readRowLines, type ReadRowLinesOptions } from "./read-row-lines.ts";

let path: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "flock-lines-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  path = join(folder, "rows.jsonl");
});

/** Writes lines, and tells where they are. */
function write(lines: readonly string[]): RowDigest[] {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  let offset = 0;
  return lines.map((line, row) => {
    const length = Buffer.byteLength(line);
    const raw = createHash("sha256").update(line).digest("hex");
    offset += length + 1;
    return { row, raw, canonical: raw, offset: offset - length - 1, length };
  });
}

async function read(
  rows: readonly RowDigest[],
  options: ReadRowLinesOptions = {},
): Promise<string[][]> {
  const spans: string[][] = [];
  for await (const lines of readRowLines({ path }, rows, options)) {
    spans.push(lines.map((line) => Buffer.from(line).toString()));
  }
  return spans;
}

const changed = expect.objectContaining({ code: "ROW_CHANGED", kind: "integrity" }) as unknown;

describe("readRowLines", () => {
  it("reads the rows that are asked for, near ones together", async () => {
    const rows = write(["{}", "[1]", "é".repeat(40_000), '"x"', "", '{"a": 1}']);
    expect(await read([rows[0]!, rows[1]!, rows[3]!, rows[5]!])).toEqual([
      ["{}", "[1]"],
      ['"x"', '{"a": 1}'],
    ]);
    expect(await read([])).toEqual([]);
  });

  it("reads no more than 2 MiB at a time, unless a row is longer", async () => {
    const rows = write(["a".repeat(1_500_000), "b".repeat(1_500_000), "c".repeat(3_000_000), "d"]);
    expect((await read(rows)).map((lines) => lines.map((line) => line.length))).toEqual([
      [1_500_000],
      [1_500_000],
      [3_000_000],
      [1],
    ]);
  });

  it("fails if a row is not what it was", async () => {
    const rows = write(["{}", "[1]", "[2]"]);
    write(["{}", "[3]", "[2]"]);
    await expect(read(rows)).rejects.toEqual(changed);
    expect(await read([rows[0]!])).toEqual([["{}"]]);
    truncateSync(path, 4);
    await expect(read(rows)).rejects.toEqual(changed);
    rmSync(path);
    await expect(read(rows)).rejects.toEqual(changed);
    await expect(read(rows)).rejects.toThrow(`${path} is not what it was when its rows were read`);
  });

  it("stops when it is told to, with the reason", async () => {
    const rows = write(["{}"]);
    const reason = new Error("stop");
    await expect(read(rows, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("refuses rows that are nowhere", async () => {
    const [row] = write(["{}"]);
    await expect(read([{ ...row!, offset: undefined }])).rejects.toThrow(/no offset and length/);
    const nowhere = readRowLines({ sha256: "00" }, [row!], {});
    await expect(nowhere.next()).rejects.toThrow(/of a stored blob or of a file/);
  });
});
