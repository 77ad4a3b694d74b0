import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { inBatches } from "../../testing/awkward-rows.ts";
import { useTestFolder } from "../../testing/use-test-folder.ts";
import type { TableSchema } from "../schema.ts";
import { writeCsv } from "./write-csv.ts";

const folder = useTestFolder();

const schema: TableSchema = {
  name: "text",
  version: 1,
  columns: [
    { name: "row", type: "int32", nullable: false, description: "" },
    { name: "text", type: "utf8", nullable: false, description: "" },
  ],
};

async function write(texts: readonly string[], excel = false): Promise<string> {
  const path = folder.next("csv");
  await writeCsv(inBatches(texts.map((text, row) => [row, text])), { path }, { schema, excel });
  return path;
}

/** A text of what spreadsheets and CSV readers take for something else. */
const hostileText = fc
  .array(fc.constantFrom(...Array.from(`'"=+-@\t\r\n ,;|\\\0\u200B\uFEFF＝＋－＠a1😀`)), {
    maxLength: 6,
  })
  .map((parts) => parts.join(""));

it("gives any text back by the documented rule, and no formula", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(hostileText, { maxLength: 20 }),
      fc.boolean(),
      async (texts, excel) => {
        const rows = parse(readFileSync(await write(texts, excel)), { bom: true }).slice(1);
        const cells = rows.map((row) => row[1] ?? "");
        expect(cells.filter((cell) => /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
        expect(cells.map((cell) => (cell.startsWith("'") ? cell.slice(1) : cell))).toEqual(texts);
      },
    ),
    { numRuns: 200 },
  );
});
