import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { readOutline } from "@flock-tools/tabular";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const world = createWorld("demo");
const folder = createFolder();
const cwd = folder.path;
beforeAll(() => syncWorld(world, cwd));
afterAll(() => folder[Symbol.dispose]());

const run = (line: string): Promise<AppResult> => runApp(["export", ...line.split(" ")], { cwd });
const read = (...names: readonly string[]): string => readFileSync(join(cwd, ...names), "utf8");
const readMix = (name: string): string[] => read("flock-mix", name).trimEnd().split("\n");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** All files in a folder, with their hashes. */
function listFiles(name: string): Record<string, string> {
  const root = join(cwd, name);
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Object.fromEntries(
    files.map((file) => [file.slice(root.length + 1), sha256(readFileSync(file))]),
  );
}

interface Manifest {
  readonly files: readonly {
    readonly path: string;
    readonly rows: number;
    readonly sha256: string;
  }[];
}

describe("export parquet --layout hub", () => {
  it("writes a file for each miner that has rows, a data card and a manifest", async () => {
    const result = await run("parquet --layout hub --json");
    expect([result.code, result.stderr]).toEqual([0, ""]);
    const files = listFiles("flock-hub");
    const data = Object.keys(files).filter((name) => name.startsWith("data/"));
    expect(data).toHaveLength(35);
    for (const name of data) expect(name).toMatch(/^data\/[^/]+\/uid-\d{3}-[0-9a-f]{8}\.parquet$/);
    expect(Object.keys(files).filter((name) => !name.startsWith("data/"))).toEqual([
      "README.md",
      "manifest.json",
    ]);
    const manifest = JSON.parse(read("flock-hub", "manifest.json")) as Manifest;
    expect(manifest.files.map((file) => [file.path, file.sha256])).toEqual(
      data.map((name) => [name, files[name]]),
    );
    let rows = 0;
    for (const name of data) rows += (await readOutline(join(cwd, "flock-hub", name))).rows;
    expect(rows).toBe(3_500);
    expect(readData(result)).toMatchObject({ kind: "hub", rows });
    const readme = read("flock-hub", "README.md");
    expect(readme).toMatch(/^---\n/);
    expect(readme).toContain("config_name:");
  });

  it("writes the same folder twice, over an export if it may, and never over anything else", async () => {
    const line = "parquet --layout hub --uids 0-5 --out again";
    expect((await run(line)).code).toBe(0);
    const before = listFiles("again");
    const refused = await run(line);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      `error: again exists\nnext: pnpm export ${line} --force, or another name with --out\n`,
    ]);
    expect((await run("parquet --layout hub --out again --force")).code).toBe(0);
    expect(Object.keys(listFiles("again"))).toHaveLength(37);
    expect((await run(`${line} --force`)).code).toBe(0);
    expect(listFiles("again")).toEqual(before);
    writeFileSync(join(cwd, "again", "notes.txt"), "mine");
    const foreign = await run(`${line} --force`);
    expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringMatching(/notes\.txt/)]);
    expect(read("again", "notes.txt")).toBe("mine");
    expect(readdirSync(cwd).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("can be laid out as messages", async () => {
    expect((await run("parquet --layout hub --shape turns --uids 0 --out turns")).code).toBe(0);
    const [name] = Object.keys(listFiles("turns/data"));
    const { columns } = await readOutline(join(cwd, "turns", "data", name!));
    expect(columns.map(({ path }) => path)).toContain("turn_index");
  });

  it("does not take a file for a folder, and needs a row", async () => {
    writeFileSync(join(cwd, "file"), "mine");
    const taken = await run("parquet --layout hub --out file --force");
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringMatching(/is not a folder/)]);
    const none = await run("parquet --layout hub --limit 0 --out none");
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: no row was chosen/),
    ]);
    expect(readdirSync(cwd).filter((name) => /none/.test(name))).toEqual([]);
    expect(read("file")).toBe("mine");
  });
});

describe("export jsonl --mix", () => {
  it("writes train and validation rows as they were published, and where each is from", async () => {
    const result = await run("jsonl --mix --json");
    expect([result.code, result.stderr]).toEqual([0, ""]);
    expect(Object.keys(listFiles("flock-mix"))).toEqual([
      "lineage.jsonl",
      "manifest.json",
      "train.jsonl",
      "validation.jsonl",
    ]);
    const lineage = readMix("lineage.jsonl").map(
      (line) => JSON.parse(line) as { readonly split: string; readonly row_sha256: string },
    );
    const rows = [...readMix("train.jsonl"), ...readMix("validation.jsonl")];
    expect(lineage.map((row) => row.row_sha256)).toEqual(
      rows.map((row) => sha256(Buffer.from(row))),
    );
    expect(readData(result)).toMatchObject({
      kind: "mix",
      counts: { rows: 3_500, train: readMix("train.jsonl").length },
    });
  });

  it("takes the options of the selection and of the mix", async () => {
    const line = `jsonl --mix --dedupe exact --quota 10 --validation 20 --seed 7 --uids 0-20 --where n_turns>1`;
    expect((await run(`${line} --out one`)).code).toBe(0);
    expect((await run(`${line} --out two`)).code).toBe(0);
    expect(listFiles("one")).toEqual(listFiles("two"));
    const manifest = JSON.parse(read("one", "manifest.json")) as object;
    expect(manifest).toMatchObject({
      settings: { dedupe: "exact", quota: 10, seed: "7", validation: { rows: 20 } },
    });
    const other = await run(`${line.replace("--seed 7", "--seed 8")} --out one --force`);
    expect(other.code).toBe(0);
    expect(listFiles("one")).not.toEqual(listFiles("two"));
  });

  it("replaces nothing that is no mix, and refuses what cannot be split", async () => {
    mkdirSync(join(cwd, "mine"));
    writeFileSync(join(cwd, "mine", "x"), "mine");
    const taken = await run("jsonl --mix --out mine --force");
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringMatching(/not of a mix/)]);
    const few = await run("jsonl --mix --limit 5 --validation 5 --dedupe none --out few");
    expect([few.code, few.stderr]).toEqual([2, expect.stringMatching(/next: .*--validation/)]);
    expect(readdirSync(cwd).filter((name) => /few/.test(name))).toEqual([]);
  });
});
