import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createFolder } from "../testing/open-devnet.ts";
import { judge } from "./judgement/judge.ts";
import { RULE_SETS } from "./judgement/rule-set.ts";
import { readJudgementFiles, readJudgementFolder } from "./read-judgement-files.ts";

const ruleSet = RULE_SETS.at(-1)!;
const POOL = Array.from({ length: 300 }, (_, row) => `{"row": ${row}}\n`).join("");
const rows = (from: number, count: number): string =>
  POOL.split("\n")
    .slice(from, from + count)
    .map((line) => `${line}\n`)
    .join("");

async function createFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await createFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

describe("readJudgementFolder", () => {
  it("reads what the old scripts left, beside the pool", async () => {
    const folder = await createFiles({
      "miner_datasets/miner_10/data.jsonl": rows(0, 150),
      "miner_datasets/miner_2/data.jsonl": rows(50, 100),
      "miner_datasets/miner_3/README.md": "no data",
      "miner_datasets/miner_04/data.jsonl": rows(0, 1),
      "miner_datasets/notes/data.jsonl": rows(0, 1),
      "eval_data/data.jsonl": POOL,
    });
    const source = await readJudgementFolder({ folder: join(folder, "miner_datasets"), ruleSet });
    expect(source.miners.map(({ uid, file, rowCount }) => [uid, file.status, rowCount])).toEqual([
      [2, "valid", 100],
      [3, "none", undefined],
      [10, "valid", 150],
    ]);
    expect(source.miners[1]?.file).toEqual({ status: "none", reason: "file-not-found" });
    expect(source.miners[2]?.file).toHaveProperty("rows.length", 100);
    expect(source.pool).toEqual({
      path: join(folder, "eval_data", "data.jsonl"),
      rowCount: 300,
      certainty: "given",
    });
    const { miners, pairs } = judge(source.input);
    expect(miners.map(({ inPool, verdict }) => [inPool, verdict])).toEqual([
      [100, "undecidable"],
      [0, "no-data"],
      [100, "undecidable"],
    ]);
    expect(pairs).toMatchObject([{ first: 2, second: 10, shared: 50, order: "unknown" }]);
  });

  it("takes the pool inside the folder, or the one that is named, or none", async () => {
    const folder = await createFiles({
      "miner_0/data.jsonl": rows(0, 1),
      "eval_data/data.jsonl": POOL,
      "other.jsonl": rows(0, 2),
    });
    const inside = await readJudgementFolder({ folder, ruleSet });
    expect(inside.pool.rowCount).toBe(300);
    const named = { folder, ruleSet, pool: join(folder, "other.jsonl") };
    expect((await readJudgementFolder(named)).pool.rowCount).toBe(2);
    const alone = await createFiles({ "deep/er/miner_0/data.jsonl": rows(0, 1) });
    const without = await readJudgementFolder({ folder: join(alone, "deep/er"), ruleSet });
    expect([without.pool.certainty, without.input.pool]).toEqual(["unknown", undefined]);
    const missing = readJudgementFolder({ ...named, pool: join(folder, "none.jsonl") });
    await expect(missing).rejects.toMatchObject({ kind: "usage", code: "NO_FILE" });
  });

  it("says that a folder has no data sets, whether it is there or not", async () => {
    const folder = await createFiles({ "notes.txt": "" });
    for (const path of [folder, join(folder, "none"), join(folder, "notes.txt")]) {
      await expect(readJudgementFolder({ folder: path, ruleSet })).rejects.toMatchObject({
        kind: "usage",
        code: "NO_DATA_SETS",
      });
    }
  });

  it.each([
    ["empty", "", "valid", undefined],
    ["gzip", gzipSync(rows(0, 9)), "void", "gzip"],
    ["UTF-16", Buffer.from(`\ufeff${rows(0, 9)}`, "utf16le"), "void", "utf-16"],
    ["binary", Buffer.alloc(5000), "void", "binary"],
    ["with a BOM", `\ufeff${rows(0, 9)}`, "void", "utf-8-bom"],
    ["with a bad line at its end", `${rows(0, 200)}{"row": }\n`, "void", undefined],
    ["a million levels deep", "[".repeat(1e6) + "]".repeat(1e6), "void", undefined],
    ["a line above the cap", `["${"x".repeat(17_000_000)}"]\n`, "valid", undefined],
    ["one that ends wrongly", `["${"x".repeat(17_000_000)}"\n`, "void", undefined],
  ])("judges others as usual beside a file that is %s", async (...[, content, status, format]) => {
    const folder = await createFiles({
      "miner_0/data.jsonl": content,
      "miner_1/data.jsonl": rows(0, 100),
      "eval_data/data.jsonl": POOL,
    });
    const { miners, input } = await readJudgementFolder({ folder, ruleSet });
    expect(miners[0]?.file).toMatchObject({ status, ...(format && { error: { format } }) });
    expect(judge(input).miners[1]).toMatchObject({ inPool: 100, verdict: expect.any(String) });
    expect(miners[1]?.file.status).toBe("valid");
  });
});

describe("readJudgementFiles", () => {
  it("takes uids from the names of folders, and free ones for the rest", async () => {
    const folder = await createFiles({
      "a.jsonl": rows(0, 1),
      "miner_0/data.jsonl": rows(0, 2),
      "old/miner_0/data.jsonl": rows(0, 3),
      "miner_2/other.jsonl": rows(0, 4),
    });
    const files = [
      "a.jsonl",
      "miner_0/data.jsonl",
      "old/miner_0/data.jsonl",
      "miner_2/other.jsonl",
    ];
    const paths = files.map((path) => join(folder, path));
    const { miners, pool } = await readJudgementFiles({ files: paths, ruleSet });
    expect(miners.map(({ uid, path, rowCount }) => [uid, path, rowCount])).toEqual([
      [0, paths[1], 2],
      [1, paths[0], 1],
      [2, paths[3], 4],
      [3, paths[2], 3],
    ]);
    expect(pool).toEqual({ path: undefined, rowCount: undefined, certainty: "unknown" });
  });

  it("says which file cannot be read, a folder included", async () => {
    const folder = await createFiles({ "a.jsonl": "" });
    for (const bad of [folder, join(folder, "none.jsonl")]) {
      const files = [join(folder, "a.jsonl"), bad];
      const reading = readJudgementFiles({ files, ruleSet });
      await expect(reading).rejects.toMatchObject({ code: "NO_FILE" });
      await expect(reading).rejects.toThrow(bad);
    }
  });

  it("stops at an abort", async () => {
    const folder = await createFiles({ "a.jsonl": "1\n" });
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const reading = readJudgementFiles({ files: [join(folder, "a.jsonl")], ruleSet, signal });
    await expect(reading).rejects.toBe(reason);
  });
});
