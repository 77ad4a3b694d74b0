import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readAll } from "../testing/read-all.ts";
import { readOutline } from "./read-outline.ts";
import { readTextColumn } from "./read-text-column.ts";
import type { TextSelection } from "./select-texts.ts";

/** A file that another program wrote: testing/data/make.py. */
function findFile(name: string): string {
  return fileURLToPath(new URL(`../testing/data/${name}.parquet`, import.meta.url));
}

const ROWS = Array.from({ length: 300 }, (_, row) => row);

const TEXTS = ROWS.filter((row) => row % 7 !== 3).map((row) => [
  row,
  `row ${row}: ${"café 水 😀 ".repeat(row % 5)}`,
]);

/** The messages of a row, if it has a list of them. */
function listContents(row: number): string[] | undefined {
  if (row % 11 === 5) return undefined;
  const turns = Array.from({ length: row % 5 }, (_, turn) => turn);
  return turns.filter((turn) => turn !== 3).map((turn) => `${row}-${turn}\né`);
}

const listConversations = (front: (row: number) => string[]): (readonly [number, string])[] =>
  ROWS.flatMap((row) => {
    const contents = listContents(row);
    return contents === undefined ? [] : [[row, [...front(row), ...contents].join("\n")] as const];
  });

const EXPECTED: readonly (readonly [string | TextSelection, unknown])[] = [
  ["text", TEXTS],
  ["meta.title", ROWS.map((row) => [row, `t${row % 4}`])],
  [{ kind: "conversation" }, listConversations(() => [])],
  [
    { kind: "conversation", includeSystem: true },
    listConversations((row) => (row % 3 === 0 ? [] : ["Be brief."])),
  ],
];

describe.each(["snappy", "zstd", "gzip", "brotli", "lz4", "v2", "delta", "checksums"])(
  "pyarrow, %s",
  (name) => {
    it.each(EXPECTED)("reads %j", async (selection, expected) => {
      const { texts, summary } = await readAll(readTextColumn(findFile(name), selection));
      expect(texts).toEqual(expected);
      expect(summary).toMatchObject({ rows: 300, texts: texts.length, errors: 0 });
    });
  },
);

it("reads the lists of parquetjs-lite, which have nothing around them", async () => {
  const file = findFile("bare-list");
  const conversations = await readAll(readTextColumn(file, { kind: "conversation" }));
  expect(conversations.texts).toEqual(
    ROWS.slice(0, 20).map((row) => [row, ["", `${row}-0`, `${row}-0\n${row}-1`][row % 3]]),
  );
  const { texts } = await readAll(readTextColumn(file, "text"));
  expect(texts).toHaveLength(15);
});

it("tells what there is", async () => {
  expect(await readOutline(findFile("zstd"))).toEqual({
    rows: 300,
    rowGroups: 3,
    columns: [
      { path: "text", content: "text" },
      { path: "system", content: "text" },
      { path: "meta.title", content: "text" },
      { path: "meta.n", content: "other" },
      { path: "tags", content: "other" },
      { path: "raw", content: "binary" },
      { path: "conversations", content: "message" },
    ],
  });
});
