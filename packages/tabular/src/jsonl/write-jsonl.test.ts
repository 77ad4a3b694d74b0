import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  AWKWARD_SCHEMA,
  inBatches,
  makeAwkwardRows,
  toPlainRows,
} from "../../testing/awkward-rows.ts";
import { shortenCells } from "../../testing/shorten-cells.ts";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import { formatTimestamp } from "../cells/format-timestamp.ts";
import type { Cell, Column, JsonCell, TableSchema } from "../schema.ts";
import { writeJsonl } from "./write-jsonl.ts";

const folder = useTestFolder();
const schema = AWKWARD_SCHEMA;
const rows = makeAwkwardRows();

function describeTable(...columns: Pick<Column, "name" | "type">[]): TableSchema {
  return {
    name: "t",
    version: 1,
    columns: columns.map((column) => ({ ...column, nullable: true, description: "" })),
  };
}

const json = (text: string): JsonCell => ({ json: Buffer.from(text) });

async function writeLines(table: TableSchema, cells: readonly Cell[][]): Promise<string> {
  const path = folder.next("jsonl");
  await writeJsonl(inBatches(cells), { path }, { schema: table });
  return readFileSync(path, "utf8");
}

describe("writeJsonl", () => {
  it("writes an object a line, with exact integers and JSON text as it is", async () => {
    const table = describeTable(
      { name: "block", type: "int64" },
      { name: "share", type: "float64" },
      { name: "at", type: "timestamp" },
      { name: 'a "b"', type: "utf8" },
      { name: "list", type: "messages" },
    );
    const lines = await writeLines(table, [
      [2n ** 63n - 1n, -0, -1n, "\0\u2028", json('[ {"content":"a","role":null} ]')],
      [
        9007199254740991,
        1e21,
        0n,
        json('"\\u00e9\\/"'),
        json('[\n{"role":"a",\r\n"content":"b\\n"}]'),
      ],
      [null, null, null, null, null],
    ]);
    expect(lines.split("\n")).toEqual([
      '{"block":9223372036854775807,"share":-0,"at":"1969-12-31T23:59:59.999999Z","a \\"b\\"":"\\u0000\u2028","list":[ {"content":"a","role":null} ]}',
      '{"block":9007199254740991,"share":1e+21,"at":"1970-01-01T00:00:00.000000Z","a \\"b\\"":"\\u00e9\\/","list":[ {"role":"a",  "content":"b\\n"}]}',
      '{"block":null,"share":null,"at":null,"a \\"b\\"":null,"list":null}',
      "",
    ]);
  });

  it.skipIf(spawnSync("python3", ["--version"]).error !== undefined)(
    "comes back identical through Python's json",
    async () => {
      const path = folder.next("jsonl");
      const written = await writeJsonl(inBatches(rows), { path }, { schema });
      expect(written).toEqual({ rows: rows.length, ...folder.describe(path) });
      const script = `
import json, sys
with open(sys.argv[1], encoding="utf-8", newline="\\n") as file:
    rows = [list(json.loads(line).values()) for line in file]
for row in rows:
    row[1] = None if row[1] is None else str(row[1])
sys.stdout.write(json.dumps(rows))`;
      const output = execFileSync("python3", ["-c", script, path], { maxBuffer: 2 ** 28 });
      const wanted = toPlainRows(rows).map(([n, block, share, valid, text, at, list, row]) => [
        n,
        block === null ? null : String(block as bigint),
        share,
        valid,
        text,
        at === null ? null : formatTimestamp(at as bigint),
        list,
        Number(row),
      ]);
      expect(shortenCells(JSON.parse(output.toString()))).toEqual(shortenCells(wanted));
    },
  );

  it("refuses numbers that JSON does not have", async () => {
    const table = describeTable({ name: "share", type: "float64" });
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      await expect(writeLines(table, [[0], [value]])).rejects.toMatchObject({
        code: "TABULAR_LOSSY",
        message: `JSON has no number for the ${value} in share`,
      });
    }
  });
});
