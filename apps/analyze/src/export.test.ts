import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { readOutline, ROW_COLUMNS } from "@flock-tools/tabular";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const world = createWorld("demo");
const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(world, cwd));
afterAll(() => folder[Symbol.dispose]());

const run = (...args: readonly string[]): Promise<AppResult> =>
  runApp(["export", ...args], { cwd });
const read = (name: string): Buffer => readFileSync(join(cwd, name));
const countLines = (name: string): number => read(name).toString("utf8").split("\n").length - 1;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const ROWS = 3_500;
/** All messages, and the row that has none. */
const MESSAGES = 11_806 + 1;

interface Row {
  readonly uid: number;
  readonly row_index: number;
  readonly row_sha256: string;
  readonly raw: string | null;
  readonly valid: boolean;
  readonly [column: string]: unknown;
}

function parseRows(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

/** The lines of every data set in the world, by uid. */
function listPublished(): { readonly uid: number; readonly row: number; readonly line: string }[] {
  const files = readdirSync(join(cwd, "data", "miner_datasets"))
    .map((name) => ({ uid: Number(name.slice("miner_".length)), name }))
    .toSorted((a, b) => a.uid - b.uid);
  return files.flatMap(({ uid, name }) =>
    read(join("data", "miner_datasets", name, "data.jsonl"))
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line, row) => ({ uid, row, line })),
  );
}

describe("export", () => {
  it("writes every row of every miner, by uid and row, with where it is from", async () => {
    const { code, stderr } = await run("jsonl");
    expect([code, stderr]).toEqual([0, ""]);
    const rows = parseRows(read("flock.jsonl").toString("utf8"));
    const published = listPublished();
    expect(published).toHaveLength(3_500);
    expect(rows.map((row) => [row.uid, row.row_index, row.row_sha256])).toEqual(
      published.map(({ uid, row, line }) => [uid, row, sha256(Buffer.from(line))]),
    );
    expect(Object.keys(rows[0]!)).toEqual(ROW_COLUMNS.map(({ name }) => name));
    const miner = world.truth.miners.find(({ uid }) => uid === rows[0]!.uid)!;
    expect(rows[0]).toMatchObject({
      netuid: 96,
      hotkey: miner.hotkey,
      namespace: miner.repoId,
      revision: miner.commit,
      first_seen_block: 7_000_000,
      raw: null,
      valid: true,
    });
    const odd = rows.filter(({ raw, valid }) => raw !== null || !valid);
    expect(odd.map(({ uid, raw, valid }) => [uid, valid, raw])).toEqual([
      [50, false, published.find(({ uid, row }) => uid === 50 && row === 50)!.line],
    ]);
  });

  it.each([
    ["parquet", "flock.parquet", /^PAR1[\s\S]*PAR1$/, ROWS],
    ["csv", "flock.csv", /^netuid,uid,hotkey,/, ROWS],
    ["arrow", "flock.arrow", /^ARROW1[\s\S]*ARROW1$/, ROWS],
    ["arrow --stream", "flock.arrows", /^\xff\xff\xff\xff/, ROWS],
    ["csv --excel", "excel.csv", /^\xef\xbb\xbfnetuid,uid,hotkey,.*\r\n/, ROWS],
    ["parquet --writer hyparquet", "h.parquet", /^PAR1[\s\S]*PAR1$/, ROWS],
    ["parquet --writer parquetjs-lite", "p.parquet", /^PAR1[\s\S]*PAR1$/, ROWS],
    ["parquet --shape turns", "flock-turns.parquet", /^PAR1[\s\S]*PAR1$/, MESSAGES],
    ["parquet --with-dupes", "d.parquet", /^PAR1[\s\S]*PAR1$/, ROWS],
  ])("%s: %s, and a manifest that tells its size and hash", async (...kind) => {
    const [line, name, form, rows] = kind;
    const out = name.startsWith("flock") ? [] : ["--out", name];
    const result = await run(...line.split(" "), ...out, "--json");
    expect([result.code, result.stderr]).toEqual([0, ""]);
    const bytes = read(name);
    expect(bytes.toString("latin1")).toMatch(form);
    const manifest: unknown = JSON.parse(read(`${name}.manifest.json`).toString("utf8"));
    expect(manifest).toMatchObject({
      schema: 1,
      table: { version: 1 },
      metadata: { "flock.block": "7000000", "flock.netuid": "96", "flock.selection": "{}" },
      files: [{ path: name, rows, bytes: bytes.length, sha256: sha256(bytes) }],
    });
    expect(readData(result)).toMatchObject({ out: join(cwd, name), rows, sha256: sha256(bytes) });
  });

  it("tells in CSV's manifest how formulas were made inert", async () => {
    const { code } = await run("csv", "--uids", "0", "--out", "one.csv");
    expect(code).toBe(0);
    const { notes } = JSON.parse(read("one.csv.manifest.json").toString("utf8")) as {
      readonly notes: readonly string[];
    };
    expect(notes.join(" ")).toMatch(/formula/);
  });

  it("keeps block and selection in the file itself", async () => {
    await run("parquet", "--uids", "0-3", "--where", "n_turns > 1", "--out", "meta.parquet");
    const text = read("meta.parquet").toString("latin1");
    expect(text).toContain("flock.block_hash");
    expect(text).toContain(`{"uids":[0,1,2,3],"where":"n_turns > 1"}`);
  });

  it("writes the same bytes twice", async () => {
    for (const format of ["parquet", "csv", "arrow", "jsonl"]) {
      const names = [`a.${format}`, `b.${format}`];
      for (const out of names) await run(format, "--with-dupes", "--sample", "500", "--out", out);
      expect([format, sha256(read(names[0]!))]).toEqual([format, sha256(read(names[1]!))]);
    }
  });

  it("says what was written and what to type next", async () => {
    const { stdout, stderr } = await run("parquet", "--out", "said.parquet");
    expect(stderr).toBe("");
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe("netuid 96, block 7,000,000 (2026-03-10 14:00 UTC)");
    expect(lines).toContain("  rows      all 3,500 of 36 miners");
    expect(lines).toContain("  manifest  said.parquet.manifest.json");
    expect(lines.at(-1)).toBe(`next: duckdb -c "from 'said.parquet'"`);
    const quiet = await run("parquet", "--out", "said.parquet", "--force", "--quiet");
    expect(quiet.stdout).toBe("said.parquet\n");
  });

  it("adds who copied whom", async () => {
    await run("parquet", "--with-dupes", "0.9", "--out", "dupes.parquet");
    const { columns, rows } = await readOutline(join(cwd, "dupes.parquet"));
    expect(rows).toBe(3_500);
    expect(columns.slice(-4).map(({ path }) => path)).toEqual([
      "cluster_id",
      "is_first",
      "nearest_uid",
      "similarity",
    ]);
  });
});

describe("what is there already", () => {
  it("stays, and its manifest, unless --force is given", async () => {
    mkdirSync(join(cwd, "there"));
    for (const name of ["file.csv", "other.csv.manifest.json"]) {
      writeFileSync(join(cwd, "there", name), "mine");
    }
    for (const name of ["file", "other"]) {
      const { code, stdout, stderr } = await run("csv", "--out", `there/${name}.csv`);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^error: there\/.* exists\nnext: pnpm export csv --out .* --force, /);
    }
    expect(readdirSync(join(cwd, "there"))).toEqual(["file.csv", "other.csv.manifest.json"]);
    expect(read("there/file.csv").toString()).toBe("mine");
    const { code } = await run("csv", "--out", "there/file.csv", "--force", "--uids", "0");
    expect(code).toBe(0);
    expect(read("there/file.csv").toString()).toMatch(/^netuid,/);
  });

  it("is no folder to write a file to, and no folder that is not there", async () => {
    mkdirSync(join(cwd, "folder.csv"));
    writeFileSync(join(cwd, "folder.csv", "x"), "");
    const taken = await run("csv", "--out", "folder.csv", "--force");
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringMatching(/is a folder/)]);
    const gone = await run("csv", "--out", "gone/x.csv");
    expect([gone.code, gone.stderr]).toEqual([
      8,
      expect.stringMatching(/gone\/x\.csv is not there .*\nnext: /),
    ]);
    expect(existsSync(join(cwd, "gone"))).toBe(false);
  });
});

describe("a choice without rows", () => {
  it.each([
    ["parquet", async (name: string) => (await readOutline(join(cwd, name))).rows],
    ["csv", (name: string) => countLines(name) - 1],
    ["jsonl", countLines],
    ["arrow", (name: string) => read(name).toString("latin1").indexOf("5GzEQ9qz") + 1],
  ])("gives a %s file without rows", async (format, count) => {
    const out = `none.${format}`;
    const result = await run(format, "--where", "false", "--out", out, "--json");
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      data: { rows: 0 },
      warnings: [expect.stringMatching(/^no row was chosen/)],
    });
    expect(result.stderr).toMatch(/^warning: no row was chosen/);
    expect(await count(out)).toBe(0);
  });
});

describe("a store that is damaged", () => {
  it("ends with an error, and leaves nothing", async () => {
    using other = createFolder();
    await syncWorld(world, other.path);
    const blobs = join(other.path, "data", "blobs", "sha256");
    const shards = readdirSync(blobs).map((shard) => join(blobs, shard));
    const [blob] = shards.flatMap((shard) => readdirSync(shard).map((name) => join(shard, name)));
    await runApp(["export", "jsonl", "--out", "before.jsonl"], { cwd: other.path });
    copyFileSync(join(other.path, "before.jsonl"), blob!);
    const { code, stderr } = await runApp(["export", "jsonl"], { cwd: other.path });
    expect(code).toBe(7);
    expect(stderr).toMatch(/^error: /);
    expect(readdirSync(other.path).filter((name) => name.startsWith("flock"))).toEqual([]);
  });
});
