import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeConversationParquet } from "../testing/make-parquet.ts";
import { makeRow, makeText, toJsonl } from "../testing/near-rows.ts";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import type { NearFilesReport } from "./near-files-report.ts";

/** A folder with these files in it, as a test's working folder. */
function createFiles(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = createFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder.path;
}

const near = (cwd: string, ...args: readonly string[]): Promise<AppResult> =>
  runApp(["near", ...args], { cwd });

async function readReport(cwd: string, ...args: readonly string[]): Promise<NearFilesReport> {
  return readData(await near(cwd, ...args, "--json")) as NearFilesReport;
}

// 40 words are 36 shingles; 2 changed at the end leave 34 of them, so 34/38; 4 leave 32/40, 5 leave 31/41.
const FIRST = [0, 1, 2, 3, 4, 5, 6].map((number) => makeRow(makeText(number)));
const SECOND = [
  makeRow(makeText(0)),
  makeRow(makeText(1, 2)),
  makeRow(makeText(2, 4)),
  makeRow(makeText(3, 5)),
  makeRow(makeText(4).split(" ").slice(0, 20).join(" ")),
  makeRow(makeText(1, 2).toUpperCase()),
  { system: null, conversations: null },
];
const FILES = { "a.jsonl": toJsonl(FIRST), "b.jsonl": toJsonl(SECOND) };

const side = (file: number, row: number, alike = 1) => ({ file, row, alike });

describe("near", () => {
  it("finds pairs, contained rows and clusters, exactly", async () => {
    const cwd = createFiles(FILES);
    const report = await readReport(cwd, "a.jsonl", "b.jsonl");
    expect(report.pairs).toEqual([
      { a: side(0, 1), b: side(1, 1, 2), jaccard: "34/38", percent: (100 * 34) / 38 },
      { a: side(0, 2), b: side(1, 2), jaccard: "32/40", percent: 80 },
    ]);
    expect(report.contained).toEqual([
      { row: side(1, 4), container: side(0, 4), containment: "16/16", percent: 100 },
      { row: side(0, 3), container: side(1, 3), containment: "31/36", percent: (100 * 31) / 36 },
    ]);
    expect(report.clusters).toEqual([
      {
        size: 3,
        different: 2,
        members: [
          { file: 0, row: 1 },
          { file: 1, row: 1 },
          { file: 1, row: 5 },
        ],
      },
      {
        size: 2,
        different: 1,
        members: [
          { file: 0, row: 0 },
          { file: 1, row: 0 },
        ],
      },
      {
        size: 2,
        different: 2,
        members: [
          { file: 0, row: 2 },
          { file: 1, row: 2 },
        ],
      },
    ]);
    expect(report.totals).toEqual({
      files: 2,
      rows: 14,
      texts: 13,
      withoutText: 1,
      errors: 0,
      withoutWords: 0,
      identicalGroups: 2,
      rowsInIdenticalGroups: 4,
      pairs: 2,
      contained: 2,
      clusters: 3,
      rowsInClusters: 7,
    });
    expect(report.truncated).toEqual({ pairs: false, contained: false, clusters: false });
  });

  it("shows them, rows counted from 1", async () => {
    const cwd = createFiles(FILES);
    const { code, stdout, stderr } = await near(cwd, "b.jsonl", "a.jsonl");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^14 rows in 2 files, 13 texts: 2 groups of identical rows \(4 rows\), 2 near pairs, 2 contained rows, 3 clusters \(7 rows\)\n {2}text {7}the conversation; 1 row without one\n/,
    );
    expect(stdout).toMatch(
      /^89\.4% {3}34\/38 {2}a\.jsonl:2 {2}b\.jsonl:2 \(\+1 alike\) {2}w1x0 w1x1 .*… {2}w1x0 /m,
    );
    expect(stdout).toMatch(/^ {3}100\.0% {3}16\/16 {2}b\.jsonl:5 {2}a\.jsonl:5 {2}w4x0 /m);
    expect(stdout).toMatch(/^ {3}3 {10}2 {2}a\.jsonl:2 {2}b\.jsonl:2, b\.jsonl:6 {2}w1x0 /m);
    expect(stdout.trimEnd()).toMatch(
      /\nnext: pnpm analyze near a\.jsonl b\.jsonl --out near-report$/,
    );
  });

  it("has one line with --quiet", async () => {
    const cwd = createFiles(FILES);
    const { stdout } = await near(cwd, "a.jsonl", "b.jsonl", "-q", "--containment", "off");
    expect(stdout).toBe(
      "14 rows in 2 files, 13 texts: 2 groups of identical rows (4 rows), 2 near pairs, 3 clusters (7 rows)\n",
    );
  });

  it("takes a threshold as the fraction that it says", async () => {
    const cwd = createFiles(FILES);
    const countPairs = async (threshold: string): Promise<number | undefined> =>
      (await readReport(cwd, ".", "--threshold", threshold)).totals.pairs;
    expect(await Promise.all(["0.8", "0.800000001", "0.756", "1"].map(countPairs))).toEqual([
      2, 1, 3, 0,
    ]);
  });

  it("reads the same from Parquet", async () => {
    const rows = [...FIRST.slice(0, 3), ...SECOND, makeRow(makeText(9), "Be brief.")];
    const cwd = createFiles({
      "x/rows.jsonl": toJsonl(rows),
      "y/rows.parquet": makeConversationParquet(rows),
    });
    for (const flags of [[], ["--include-system"]]) {
      const [first, second] = await Promise.all(
        ["x", "y"].map(async (folder) => {
          const { files, ...report } = await readReport(cwd, folder, ...flags);
          return { report, rows: files.map(({ path: _path, format: _format, ...file }) => file) };
        }),
      );
      expect(second).toEqual(first);
      expect(first?.report.totals).toMatchObject({ pairs: 2, rows: 11, texts: 10 });
    }
  });

  it("tells the same rows in both formats from each other by their system prompts only if asked to", async () => {
    const long = Array.from({ length: 60 }, (_, index) => `s${index}`).join(" ");
    const cwd = createFiles({
      "a.jsonl": toJsonl([makeRow(makeText(0), long)]),
      "b.parquet": makeConversationParquet([makeRow(makeText(0))]),
    });
    const without = await readReport(cwd, "a.jsonl", "b.parquet");
    expect(without.totals).toMatchObject({ identicalGroups: 1, clusters: 1 });
    const withSystem = await readReport(cwd, "a.jsonl", "b.parquet", "--include-system");
    expect(withSystem.totals).toMatchObject({ identicalGroups: 0, clusters: 0, contained: 1 });
  });

  it("compares the strings of a key or a column", async () => {
    const text = makeText(0);
    const rows = [{ meta: { body: text } }, { meta: { body: text } }, { meta: {} }, { meta: 1 }];
    const cwd = createFiles({ "a.jsonl": toJsonl(rows) });
    const report = await readReport(cwd, "a.jsonl", "--text-column", "meta.body");
    expect(report).toMatchObject({
      textColumn: "meta.body",
      totals: { rows: 4, texts: 2, withoutText: 2, identicalGroups: 1 },
    });
  });

  it("finds the same with every exact engine, any number of threads and any memory", async () => {
    const cwd = createFiles(FILES);
    const [first, ...others] = await Promise.all(
      [[], ["--threads", "2"], ["--max-memory", "64MiB"], ["--engine", "reference"]].map(
        async (flags) => (await near(cwd, ".", ...flags, "--json")).stdout,
      ),
    );
    for (const other of others) {
      expect(other.replace('"engine": "reference"', '"engine": "exact"')).toBe(first);
    }
  });

  it("says what is cut off, and lists no pairs if only clusters are asked for", async () => {
    const cwd = createFiles(FILES);
    const cut = await near(cwd, ".", "--max-pairs", "1", "--json");
    expect(cut.stderr).toMatch(/^warning: only the first 1 pairs in the order of rows are listed/);
    expect(readData(cut)).toMatchObject({
      truncated: { pairs: true },
      pairs: [{ jaccard: "34/38" }],
      totals: { pairs: 1, clusters: 3 },
    });
    const clusters = await near(cwd, ".", "--clusters-only", "--json");
    expect(clusters.stderr).toBe("");
    const report = readData(clusters) as NearFilesReport;
    expect(report).toMatchObject({ pairs: [], contained: [], totals: { clusters: 3 } });
    expect(report.totals.pairs).toBeUndefined();
  });
});

describe("files", () => {
  it("give the same bytes in any order, and count once if they are given twice", async () => {
    const cwd = createFiles({ ...FILES, "c/d.jsonl": toJsonl(FIRST.slice(2)) });
    symlinkSync("a.jsonl", join(cwd, "z.jsonl"));
    const first = await near(cwd, "a.jsonl", "b.jsonl", "c/d.jsonl");
    const second = await near(cwd, "c/d.jsonl", "b.jsonl", "a.jsonl");
    expect(first.code).toBe(0);
    expect(second).toEqual(first);
    const twice = await near(cwd, "c", "z.jsonl", "b.jsonl", "a.jsonl", "./a.jsonl", "--json");
    expect(twice.stderr).toBe("warning: a.jsonl was given more than once: it is read once\n");
    const once = await readReport(cwd, "a.jsonl", "b.jsonl", "c/d.jsonl");
    expect(readData(twice)).toEqual(once);
  });

  it("are found in folders, by name, but not in hidden ones", async () => {
    const cwd = createFiles({
      "set/2.jsonl": FILES["b.jsonl"],
      "set/10.parquet": makeConversationParquet(FIRST),
      "set/deep/x.JSONL": FILES["a.jsonl"],
      "set/.cache/y.jsonl": FILES["a.jsonl"],
      "set/README.md": "",
    });
    const { files } = await readReport(cwd, "set");
    expect(files.map(({ path, format }) => [path.slice(cwd.length), format])).toEqual([
      ["/set/10.parquet", "parquet"],
      ["/set/2.jsonl", "jsonl"],
      ["/set/deep/x.JSONL", "jsonl"],
    ]);
  });

  it("are written with --out, and what is not asked for is removed", async () => {
    const cwd = createFiles(FILES);
    const { stdout } = await near(cwd, "a.jsonl", "b.jsonl", "--out", "out");
    expect(stdout.trimEnd()).toMatch(/\nwritten to out$/);
    const read = (name: string): string => readFileSync(join(cwd, "out", name), "utf8");
    const json = JSON.parse(read("near.json")) as { readonly data: unknown };
    expect(json.data).toEqual(await readReport(cwd, "a.jsonl", "b.jsonl"));
    const pairs = read("pairs.csv").split("\n");
    expect(pairs[0]).toBe(
      "file_a,row_a,alike_a,file_b,row_b,alike_b,shared,of,percent,text_a,text_b",
    );
    expect(pairs[1]).toMatch(/^a\.jsonl,1,1,b\.jsonl,1,2,34,38,89\.47\d*,w1x0 .*…,w1x0 .*…$/);
    expect(read("contained.csv").split("\n")[1]).toMatch(
      /^b\.jsonl,4,1,a\.jsonl,4,1,16,16,100,w4x0 /,
    );
    expect(read("clusters.csv")).toBe(
      [
        "cluster,rows,file,row,same_as_file,same_as_row",
        "1,3,a.jsonl,1,a.jsonl,1",
        "1,3,b.jsonl,1,b.jsonl,1",
        "1,3,b.jsonl,5,b.jsonl,1",
        "2,2,a.jsonl,0,a.jsonl,0",
        "2,2,b.jsonl,0,a.jsonl,0",
        "3,2,a.jsonl,2,a.jsonl,2",
        "3,2,b.jsonl,2,b.jsonl,2",
        "",
      ].join("\n"),
    );
    await near(cwd, "a.jsonl", "b.jsonl", "--out", "out", "--clusters-only");
    expect(readdirSync(join(cwd, "out")).toSorted()).toEqual(["clusters.csv", "near.json"]);
  });
});
