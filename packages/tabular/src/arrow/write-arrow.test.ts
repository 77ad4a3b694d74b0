import { readFileSync } from "node:fs";
import { type Data, RecordBatchReader, type Table, tableFromIPC, type Vector } from "apache-arrow";
import { describe, expect, it } from "vitest";
import {
  AWKWARD_SCHEMA,
  inBatches,
  makeAwkwardRows,
  toPlainRows,
} from "../../testing/awkward-rows.ts";
import { shortenCells } from "../../testing/shorten-cells.ts";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import type { TableRow } from "../schema.ts";
import { writeArrow, type WriteArrowOptions } from "./write-arrow.ts";

const folder = useTestFolder();
const schema = AWKWARD_SCHEMA;
const rows = makeAwkwardRows();

async function write(
  all: readonly TableRow[],
  options: Partial<WriteArrowOptions> = {},
): Promise<Buffer> {
  const path = folder.next("arrow");
  const written = await writeArrow(inBatches(all, 1_000), { path }, { schema, ...options });
  expect(written).toEqual({ rows: all.length, ...folder.describe(path) });
  return readFileSync(path);
}

/** The cells of a table, times as microseconds. */
function readRows(table: Table): unknown[][] {
  const columns = schema.columns.map(({ name, type }) => {
    const vector = table.getChild(name) as Vector;
    return Array.from({ length: table.numRows }, (_, row) => {
      const value: unknown = vector.get(row);
      if (value === null) return null;
      if (type === "timestamp") return readMicroseconds(vector, row);
      if (type === "utf8") return readText(vector, row);
      return type === "messages" ? readMessages(value as Vector) : value;
    });
  });
  return Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column[row]));
}

// The library rounds times to milliseconds, and takes byte order marks from texts: what is there is read instead.

function readMicroseconds(vector: Vector, row: number): bigint {
  const { data, place } = find(vector, row);
  return (data.values as BigInt64Array)[place]!;
}

function readText(vector: Vector, row: number): string | null {
  if (vector.get(row) === null) return null;
  const { data, place } = find(vector, row);
  const [start, end] = (data.valueOffsets as Int32Array).subarray(place, place + 2);
  return Buffer.from((data.values as Uint8Array).subarray(start, end)).toString("utf8");
}

function readMessages(list: Vector): unknown[] {
  const role = list.getChild("role")!;
  const content = list.getChild("content")!;
  return Array.from({ length: list.length }, (_, index) => {
    return { role: readText(role, index), content: readText(content, index) };
  });
}

function find(vector: Vector, row: number): { data: Data; place: number } {
  let rest = row;
  for (const data of vector.data) {
    if (rest < data.length) return { data, place: rest };
    rest -= data.length;
  }
  throw new RangeError(`there is no row ${row}`);
}

describe("writeArrow", () => {
  it.each(["file", "stream"] as const)("comes back identical: %s", async (format) => {
    const table = tableFromIPC(await write(rows, { format }));
    expect(shortenCells(readRows(table))).toEqual(shortenCells(toPlainRows(rows)));
  });

  it("says what the columns are", async () => {
    const { schema: found } = tableFromIPC(await write(rows, { metadata: { block_hash: "0xab" } }));
    expect(found.metadata).toEqual(new Map([["block_hash", "0xab"]]));
    expect(found.fields.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`)).toEqual([
      "n Int32 true",
      "block Int64 true",
      "share Float64 true",
      "valid Bool true",
      "text Utf8 true",
      "observed_at Timestamp<MICROSECOND, UTC> true",
      "conversations List<Struct<{role:Utf8, content:Utf8}>> true",
      "row Int64 false",
    ]);
    expect(found.fields[0]?.metadata).toEqual(new Map([["description", "A number."]]));
  });

  it("is a file with an index, or a stream that begins with the schema", async () => {
    const file = await write(rows);
    expect([file.subarray(0, 8), file.subarray(-6)].map(String)).toEqual(["ARROW1\0\0", "ARROW1"]);
    const stream = await write(rows, { format: "stream" });
    const ends = [stream.subarray(0, 4), stream.subarray(-8)].map((part) => part.toString("hex"));
    expect(ends).toEqual(["ffffffff", "ffffffff00000000"]);
  });

  it("has a schema without rows", async () => {
    for (const format of ["file", "stream"] as const) {
      const table = tableFromIPC(await write([], { format }));
      expect([table.numRows, table.numCols]).toEqual([0, schema.columns.length]);
    }
  });

  it("ends record batches by rows and by text alone", async () => {
    const columns = [{ name: "t", type: "utf8", nullable: false, description: "" }] as const;
    const small = Array.from({ length: 50_000 }, () => ["x"]);
    const large = Array.from({ length: 9 }, () => ["x".repeat(2 ** 22)]);
    const lengths = async (all: readonly TableRow[]): Promise<number[]> => {
      const bytes = await write(all, { schema: { ...schema, columns } });
      return [...RecordBatchReader.from(bytes)].map(({ numRows }) => numRows);
    };
    expect(await lengths(small)).toEqual([20_480, 20_480, 9_040]);
    expect(await lengths(large)).toEqual([4, 4, 1]);
  });
});
