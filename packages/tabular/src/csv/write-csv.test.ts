import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import {
  AWKWARD_SCHEMA,
  AWKWARD_TEXTS,
  inBatches,
  makeAwkwardRows,
  toPlainRows,
} from "../../testing/awkward-rows.ts";
import { shortenCells } from "../../testing/shorten-cells.ts";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import { formatTimestamp } from "../cells/format-timestamp.ts";
import type { Cell, TableSchema } from "../schema.ts";
import { writeCsv, type WriteCsvOptions } from "./write-csv.ts";

const folder = useTestFolder();
const schema = AWKWARD_SCHEMA;
const rows = makeAwkwardRows();

const TEXT: TableSchema = {
  name: "text",
  version: 1,
  columns: [{ name: "text", type: "utf8", nullable: true, description: "" }],
};

async function writeTexts(
  texts: readonly (string | null)[],
  options: Partial<WriteCsvOptions> = {},
): Promise<string> {
  const path = folder.next("csv");
  const cells = texts.map((text): Cell[] => [text]);
  await writeCsv(inBatches(cells), { path }, { schema: TEXT, ...options });
  return readFileSync(path, "utf8");
}

/** The documented rule. */
function unescape(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

/** A row as CSV has it, null as undefined. */
function toTexts(row: readonly unknown[]): (string | undefined)[] {
  return row.map((cell, place) => {
    if (cell === null) return undefined;
    if (schema.columns[place]?.type === "timestamp") return formatTimestamp(cell as bigint);
    return typeof cell === "object" ? JSON.stringify(cell) : `${cell as number}`;
  });
}

const expected = toPlainRows(rows).map(toTexts);

describe("writeCsv", () => {
  it.each([false, true])("comes back identical through csv-parse (excel: %s)", async (excel) => {
    const path = folder.next("csv");
    const written = await writeCsv(inBatches(rows), { path }, { schema, excel });
    expect(written).toMatchObject({ rows: rows.length, ...folder.describe(path) });
    const [header, ...found] = parse(readFileSync(path), {
      bom: true,
      cast: (value, { quoting }) => (value === "" && !quoting ? undefined : value),
    }) as unknown as (string | undefined)[][];
    expect(header).toEqual(schema.columns.map(({ name }) => name));
    const back = found.map((row) => row.map((cell) => cell && unescape(cell)));
    expect(shortenCells(back)).toEqual(shortenCells(expected));
  });

  it.skipIf(spawnSync("python3", ["--version"]).error !== undefined)(
    "comes back identical through Python's csv",
    async () => {
      const path = folder.next("csv");
      await writeCsv(inBatches(rows), { path }, { schema });
      const script = `
import csv, json, sys
csv.field_size_limit(2 ** 30)
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = [[cell[1:] if cell.startswith("'") else cell for cell in row] for row in csv.reader(file)]
sys.stdout.write(json.dumps(rows[1:]))`;
      const output = execFileSync("python3", ["-c", script, path], { maxBuffer: 2 ** 28 });
      const wanted = expected.map((row) => row.map((cell) => cell ?? ""));
      expect(shortenCells(JSON.parse(output.toString()))).toEqual(shortenCells(wanted));
    },
  );

  it("tells null from an empty string", async () => {
    expect(await writeTexts([null, "", " "])).toBe('text\n\n""\n \n');
  });

  it("has a byte order mark and CRLF for Excel", async () => {
    expect(await writeTexts(["a", "b\nc"], { excel: true })).toBe('\uFEFFtext\r\na\r\n"b\nc"\r\n');
  });

  it("makes formulas inert, and marks what would look like it", async () => {
    const dangerous = AWKWARD_TEXTS.filter((text) => /^[\s\uFEFF]*[=+\-@＝]/u.test(text));
    expect(dangerous.length).toBeGreaterThan(8);
    const cells = parse(await writeTexts([...dangerous, "'a", "a=1", " a"]))
      .flat()
      .slice(1);
    expect(cells).toEqual([...dangerous.map((text) => `'${text}`), "''a", "a=1", " a"]);
  });

  it("leaves negative numbers as they are", async () => {
    const columns = [
      { name: "a", type: "int64", nullable: false, description: "" },
      { name: "b", type: "float64", nullable: false, description: "" },
    ] as const;
    const path = folder.next("csv");
    const numbers = [
      [-(2n ** 63n), -1.5],
      [-7, 1e-7],
    ];
    await writeCsv(inBatches(numbers), { path }, { schema: { ...TEXT, columns } });
    expect(readFileSync(path, "utf8")).toBe("a,b\n-9223372036854775808,-1.5\n-7,1e-7\n");
  });

  it("notes what Excel cannot hold", async () => {
    const path = folder.next("csv");
    const cells = ["x".repeat(32_767), "x".repeat(32_768), "😀".repeat(16_384)].map((x) => [x]);
    const { notes } = await writeCsv(inBatches(cells), { path }, { schema: TEXT });
    expect(notes).toEqual([
      "2 cells have more than 32,767 characters: Excel cuts them, or spreads them over several",
    ]);
  });
});
