import { readFileSync } from "node:fs";
import { createWorld } from "@flock-tools/devnet";
import { type Column, DUPE_COLUMNS, ROW_COLUMNS } from "@flock-tools/tabular";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolder, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";
import { SQL_TABLES } from "./sql/sql-tables.ts";

const readPage = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), "utf8");

const pages = { analyze: readPage("analyze"), export: readPage("export"), sql: readPage("sql") };

interface Example {
  /** As `sh` takes it. */
  readonly line: string;
  /** Of what is printed, in this order; what is left out lies between them. */
  readonly parts: readonly string[];
}

/** Command lines and what a page says they print; `[...]` stands for lines that are left out. */
function listExamples(page: string): Example[] {
  return [...page.matchAll(/^```\n\$ pnpm (.+)\n([^`]+)```$/gm)].map(
    ([, line = "", text = ""]) => ({ line, parts: text.split("[...]\n") }),
  );
}

const folder = createFolder();
beforeAll(() => syncWorld(createWorld("demo"), folder.path));
afterAll(() => folder[Symbol.dispose]());

describe.each(Object.entries(pages))("docs/%s.md", (_, page) => {
  it.each(listExamples(page))("shows what is printed: pnpm $line", async ({ line, parts }) => {
    const { stdout } = await runApp(toArguments(line), { cwd: folder.path });
    expect(stdout.startsWith(parts[0]!)).toBe(true);
    expect(stdout.endsWith(parts.at(-1)!)).toBe(true);
    let position = 0;
    for (const part of parts) {
      const found = stdout.indexOf(part, position);
      expect([part, found >= position]).toEqual([part, true]);
      position = found + part.length;
    }
  });
});

describe("docs", () => {
  it("have an example of each analysis and kind of export", () => {
    const names = Object.values(pages).flatMap((page) =>
      listExamples(page).map(({ line }) => line.split(" ").slice(0, 2).join(" ")),
    );
    expect(new Set(names)).toEqual(
      new Set([
        ...["dupes", "pair", "row", "near", "sql"].map((name) => `analyze ${name}`),
        ...["parquet", "csv", "jsonl"].map((name) => `export ${name}`),
      ]),
    );
  });

  it("describe every column as it is", () => {
    expect(listDescribed(pages.export)).toEqual([ROW_COLUMNS, DUPE_COLUMNS].map(describeColumns));
    const tables = SQL_TABLES.filter(({ schema }) => schema.name !== "rows");
    expect(listDescribed(pages.sql)).toEqual(
      tables.map(({ schema }) => describeColumns(schema.columns)),
    );
  });
});

/** The words of an example's line, `analyze` being this app's own name. */
function toArguments(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  return words[0] === "analyze" ? words.slice(1) : words;
}

/** The tables of columns of a page, without their headers. */
function listDescribed(page: string): string[][] {
  const tables = [...page.matchAll(/^\| column .*\n\| -.*\n((?:\|.*\n)+)/gm)];
  return tables.map(([, body = ""]) =>
    body
      .trimEnd()
      .split("\n")
      .map((line) => line.replaceAll(/ +/g, " ")),
  );
}

function describeColumns(columns: readonly Column[]): string[] {
  return columns.map(
    ({ name, type, nullable, description }) =>
      `| \`${name}\` | ${type}${nullable ? ", null" : ""} | ${description} |`,
  );
}
