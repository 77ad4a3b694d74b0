import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeColumnParquet, makeConversationParquet } from "../testing/make-parquet.ts";
import { makeRow, makeText, toJsonl } from "../testing/near-rows.ts";
import { createMemoryProbe } from "../testing/measure-memory.ts";
import { createFolder, readData, runApp } from "../testing/run-app.ts";
import type { NearFilesReport } from "./near-files-report.ts";

const ROWS = toJsonl([makeRow(makeText(0)), makeRow(makeText(0))]);
const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 12345\n`;
const COLUMNS = { title: ["a"], text: ["some words"], n: [1] };

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "good.jsonl": ROWS,
  "empty.jsonl": "",
  "blank.jsonl": "\n \n",
  "packed.jsonl.gz": gzipSync(ROWS),
  "binary.jsonl": Buffer.from([1, 0, 2, 0, 0]),
  "page.jsonl": "<!DOCTYPE html><p>not found",
  "pointer.jsonl": LFS,
  "invalid.jsonl": '{"a": \n[1,]\n',
  "no-text.jsonl": toJsonl([{ id: 1, title: "short", body: { en: "the longest text of all" } }]),
  "numbers.jsonl": "1\n2\n",
  "columns.parquet": makeColumnParquet(COLUMNS),
  "broken.parquet": makeColumnParquet(COLUMNS).subarray(0, 100),
  "text.parquet": "just text",
  "nothing/x.txt": "",
};

function createFiles(): string {
  const folder = createFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), content);
  }
  return folder.path;
}

describe("near", () => {
  it.each([
    ["gone.jsonl", 2, /^error: gone\.jsonl is not a file or folder that can be read \(ENOENT/],
    ["nothing", 2, /^error: nothing holds no \.jsonl or \.parquet file\nnext: name the files/],
    [
      "packed.jsonl.gz",
      2,
      /neither JSONL nor Parquet: it looks like gzip\nnext: unpack it with gunzip/,
    ],
    ["binary.jsonl", 2, /neither JSONL nor Parquet: it looks like binary data\nnext: give JSONL/],
    ["page.jsonl", 2, /it looks like a web page/],
    [
      "pointer.jsonl",
      2,
      /it looks like a Git LFS pointer.*\nnext: fetch the file itself with git lfs/,
    ],
    ["empty.jsonl", 2, /^error: there is nothing to compare: no file has any rows\nnext: /],
    ["blank.jsonl", 2, /^error: there is nothing to compare: no file has any rows\nnext: /],
    [
      "invalid.jsonl",
      2,
      /^error: none of the 2 rows can be read\nnext: pnpm analyze dupes invalid\.jsonl says/,
    ],
    [
      "no-text.jsonl",
      2,
      /^error: no row has a conversation \(keys with strings: body\.en, title\)\nnext: pnpm analyze near no-text\.jsonl --text-column body\.en\n$/,
    ],
    [
      "numbers.jsonl",
      2,
      /^error: no row has a conversation \(there are no keys with strings\)\nnext: pnpm analyze near --help/,
    ],
    [
      "columns.parquet",
      2,
      /^error: no row has a conversation \(there is no column conversations; columns with strings: title, text\)\nnext: pnpm analyze near columns\.parquet --text-column title\n$/,
    ],
    [
      "columns.parquet --text-column n",
      2,
      /no row has a string at n \(the column n holds values of type/,
    ],
    [
      "no-text.jsonl --text-column title.en",
      2,
      /no row has a string at title\.en \(keys with strings/,
    ],
    [
      "broken.parquet",
      7,
      /^error: broken\.parquet: it begins as a Parquet file does, but has no footer/,
    ],
    ["text.parquet", 2, /^error: text\.parquet: it is not a Parquet file\n/],
    ["good.jsonl --threshold 2", 2, /--threshold: must be a decimal above 0/],
    ["good.jsonl --max-memory 1MB", 2, /--max-memory: must be at least 64MiB/],
    ["good.jsonl --out good.jsonl", 8, /^error: cannot write .*good\.jsonl/],
    ["", 2, /^error: missing required argument 'files'/],
  ])("refuses %j and says what to do", async (line, code, message) => {
    const args = line === "" ? [] : line.split(" ");
    const result = await runApp(["near", ...args], { cwd: createFiles() });
    expect([result.code, result.stdout, result.stderr]).toEqual([
      code,
      "",
      expect.stringMatching(message),
    ]);
    expect(result.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });

  it("compares the other files of a folder where one is no file of rows", async () => {
    const cwd = createFiles();
    mkdirSync(join(cwd, "folder"));
    for (const name of ["a.jsonl", "b.jsonl"]) {
      copyFileSync(join(cwd, "good.jsonl"), join(cwd, "folder", name));
    }
    writeFileSync(join(cwd, "folder", "c.jsonl"), "\u0000\u001B[2J\n");
    const found = await runApp(["near", "folder", "--json"], { cwd });
    expect([found.code, found.stderr]).toEqual([
      0,
      `warning: ${join("folder", "c.jsonl")} is neither JSONL nor Parquet: it looks like binary data: it is left out\n`,
    ]);
    expect((readData(found) as NearFilesReport).totals).toMatchObject({ files: 2, pairs: 0 });
    const named = await runApp(["near", "folder", join("folder", "c.jsonl")], { cwd });
    expect(named.code).toBe(2);
  });

  it("goes on with what there is, and says what there is not", async () => {
    const cwd = createFiles();
    const names = ["good", "empty", "invalid", "no-text"].map((name) => `${name}.jsonl`);
    const { code, stdout, stderr } = await runApp(["near", ...names, "columns.parquet", "--json"], {
      cwd,
    });
    expect(code).toBe(0);
    expect(stderr.split("\n")).toEqual([
      "warning: columns.parquet: there is no column conversations",
      "warning: empty.jsonl: it has no rows",
      "warning: invalid.jsonl: 2 of 2 rows cannot be read",
      "warning: no-text.jsonl: no row has a conversation",
      "",
    ]);
    const { totals } = readData({ code, stdout, stderr }) as NearFilesReport;
    expect(totals).toMatchObject({ rows: 6, texts: 2, withoutText: 2, errors: 2 });
  });

  it("holds neither the texts of a million rows nor pairs of them", async () => {
    const cwd = createFiles();
    const row = toJsonl([{ t: makeText(0) }]);
    const rows = 1_000_000;
    const file = openSync(join(cwd, "same.jsonl"), "w");
    for (let done = 0; done < rows; done += 10_000) writeSync(file, row.repeat(10_000));
    closeSync(file);
    const probe = createMemoryProbe(cwd);
    const args = ["near", "same.jsonl", "--text-column", "t", "-q"];
    const { code, stdout } = await runApp(args, { cwd, nodeArgs: probe.nodeArgs });
    expect([code, stdout]).toEqual([
      0,
      "1,000,000 rows in 1 file, 1,000,000 texts: 1 group of identical rows (1,000,000 rows), 0 near pairs, 0 contained rows, 1 cluster (1,000,000 rows)\n",
    ]);
    expect(probe.readPeak()).toBeLessThan(300_000_000);
  });

  it("compares texts without a word with nothing but each other", async () => {
    const cwd = createFiles();
    writeFileSync(join(cwd, "none.jsonl"), toJsonl([{ t: "" }, { t: "..." }, { t: "word" }]));
    const args = ["near", "none.jsonl", "--text-column", "t", "--json"];
    const report = readData(await runApp(args, { cwd })) as NearFilesReport;
    expect(report.totals).toMatchObject({ texts: 3, withoutWords: 2, identicalGroups: 1 });
    expect(report.pairs).toEqual([]);
  });
});

// Erases the screen, reverses the text, rings and ends the line.
const HOSTILE = "\u001B[2J\u202E\u0007\u0000\u2028";
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("text that somebody else wrote", () => {
  it("moves no cursor and is no formula, in rows, names and keys", async () => {
    const cwd = createFiles();
    const name = "=\u202Eevil\u001B[2J.jsonl";
    const text = `=HYPERLINK("x") ${HOSTILE} ${makeText(0)}`;
    const rows = [makeRow(text), makeRow(`${text} more`)];
    writeFileSync(join(cwd, name), toJsonl(rows));
    writeFileSync(join(cwd, "evil.parquet"), makeConversationParquet(rows));
    writeFileSync(join(cwd, "keys.jsonl"), toJsonl([{ [HOSTILE]: "text" }]));
    const shown = await runApp(["near", name, "evil.parquet", "--out", "out"], { cwd });
    const json = await runApp(["near", name, "--json"], { cwd });
    const keys = await runApp(["near", "keys.jsonl"], { cwd });
    expect([shown.code, json.code, keys.code]).toEqual([0, 0, 2]);
    expect(shown.stdout).toContain(String.raw`=\u{202e}evil\u{1b}[2J.jsonl:1`);
    expect(shown.stdout).toContain(String.raw`=HYPERLINK("x") \u{1b}[2J\u{202e}\u{7}\u{0}`);
    expect(keys.stderr).toContain(String.raw`keys with strings: \u{1b}[2J`);
    for (const { stdout, stderr } of [shown, json, keys]) {
      expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(UNSAFE);
    }
    const csv = readFileSync(join(cwd, "out", "pairs.csv"), "utf8");
    expect(csv.replaceAll("\n", "")).not.toMatch(UNSAFE);
    const fields = csv.split("\n")[1] ?? "";
    expect(fields).toMatch(/^'=/);
    expect(fields).toContain(`"'=HYPERLINK(""x"")`);
  });
});
