import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";
import type { PairReport } from "./pair-report.ts";
import type { RowReport } from "./row-report.ts";

const world = createWorld("demo");
const { miners } = world.truth;
const folder = createFolder();
const run = (line: string): Promise<AppResult> => runApp(line.split(" "), { cwd: folder.path });
const readPair = async (line: string): Promise<PairReport> =>
  readData(await run(`${line} --json`)) as PairReport;

const reordered = miners.find(({ planted }) => planted?.kind === "reordered")!;
const partial = miners.find(({ planted }) => planted?.alsoFrom !== undefined)!;

beforeAll(() => syncWorld(world, folder.path));
afterAll(() => folder[Symbol.dispose]());

describe("pair", () => {
  it("lists the rows that two miners share, whichever comes first", async () => {
    const { sourceUid, sharedRows } = reordered.planted!;
    const report = await readPair(`pair ${sourceUid} ${reordered.uid}`);
    expect(report.pair).toMatchObject({ shared: sharedRows, percentOfA: 100, percentOfB: 100 });
    expect(report.rows).toHaveLength(sharedRows);
    expect(report.rows.every(({ isIdentical, isInPool }) => isIdentical && isInPool)).toBe(true);
    expect(report.rows.some(({ inA, inB }) => inA[0] !== inB[0])).toBe(true);
    const swapped = await readPair(`pair ${reordered.uid} ${sourceUid}`);
    expect([swapped.a, swapped.b]).toEqual([report.b, report.a]);
    expect(swapped.conviction).toEqual(report.conviction);
    expect(report.conviction).toMatchObject({ first: sourceUid, second: reordered.uid });
    expect(swapped.rows.map(({ canonical }) => canonical).toSorted()).toEqual(
      report.rows.map(({ canonical }) => canonical).toSorted(),
    );
  });

  it("gives percents of each", async () => {
    writeFileSync(join(folder.path, "a.jsonl"), '{"n": 1}\n{"n": 2}\n{"n": 3}\n{"n": 4}\n');
    writeFileSync(join(folder.path, "b.jsonl"), '{"n":2}\n{"n":9}\n');
    const report = await readPair("pair b.jsonl a.jsonl");
    expect(report.pair).toMatchObject({ a: 0, b: 1, shared: 1, sharedRaw: 0 });
    expect(report.pair).toMatchObject({ percentOfA: 50, percentOfB: 25 });
    expect(report.rows).toMatchObject([{ inA: [0], inB: [1], isIdentical: false }]);
    expect(report.a.path).toBe(join(folder.path, "b.jsonl"));
    expect((await run("pair a.jsonl a.jsonl --quiet")).stdout).toBe("4\n");
    expect((await run("pair a.jsonl b.jsonl --quiet")).stdout).toBe("1\n");
  });

  it("keeps them apart where the first has the higher uid", async () => {
    mkdirSync(join(folder.path, "miner_9"));
    mkdirSync(join(folder.path, "miner_2"));
    const [nine, two] = ["miner_9/data.jsonl", "miner_2/data.jsonl"];
    writeFileSync(join(folder.path, nine), '{"n": 1}\n{"n": 2}\n');
    writeFileSync(join(folder.path, two), '{"n": 2}\n{"n": 3}\n{"n": 4}\n{"n": 5}\n');
    const report = await readPair(`pair ${nine} ${two}`);
    expect([report.a.uid, report.b.uid]).toEqual([9, 2]);
    expect(report.pair).toMatchObject({ a: 9, b: 2, percentOfA: 50, percentOfB: 25 });
    expect(report.rows).toMatchObject([{ inA: [1], inB: [0] }]);
  });

  it("says in words who was first, what convicts, and what to type next", async () => {
    const { sourceUid, sharedRows } = partial.planted!;
    const { code, stdout, stderr } = await run(`pair ${partial.uid} ${sourceUid} --data-dir data`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`  shared        ${sharedRows} rows: 50% of uid ${partial.uid}`);
    expect(stdout).toMatch(new RegExp(`^ {2}first {9}uid ${sourceUid}, by [\\d,]+ blocks$`, "m"));
    expect(stdout).toMatch(new RegExp(`^ {2}convicts {6}${partial.uid}$`, "m"));
    expect(stdout).toContain(`... and ${sharedRows - 20} more rows\n`);
    expect(stdout.trimEnd()).toMatch(/\nnext: pnpm analyze row [0-9a-f]{12} --data-dir data$/);
  });

  it.each([
    ["pair 3 3", /a pair is of two different miners: got uid 3 twice/],
    ["pair 3 64", /uid 64 was not registered at block 7000000\nnext: .* 64 uids from 0 to 63/],
    ["pair 3", /missing required argument 'b'/],
    ["pair 3 gone.jsonl", /3 is not a file that can be read/],
  ])("refuses %s", async (line, message) => {
    const { code, stderr } = await run(line);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it("has a word for miners without rows", async () => {
    const one = miners.find(({ expected }) => expected !== "downloaded");
    const { code, stdout } = await run(`pair 0 ${one!.uid}`);
    expect(code).toBe(0);
    expect(stdout).toContain("nothing to compare: one has no rows that count");
  });
});

describe("row", () => {
  it("names every miner, block and commit of one row, and the pool", async () => {
    const { rows } = await readPair("pair 0 17");
    const { canonical } = rows[0]!;
    const { code, stdout } = await run(`row ${canonical.slice(0, 16)} --json`);
    expect(code).toBe(0);
    const data = (JSON.parse(stdout) as { data: { rows: RowReport[] } }).data;
    expect(data.rows.map((row) => row.canonical)).toEqual([canonical]);
    const { uses, raw, text, length } = data.rows[0]!;
    const holders = listHolders(raw[0]!);
    const claims = uses.flatMap(({ claim, commit }) =>
      claim === undefined ? [] : [{ claim, commit }],
    );
    expect(claims.map(({ claim }) => claim.uid ?? -1).toSorted((a, b) => a - b)).toEqual(holders);
    expect(holders).toEqual(expect.arrayContaining([0, 4, 17]));
    for (const { claim, commit } of claims) {
      const truth = miners.find(({ uid }) => uid === claim.uid)!;
      expect([claim.hotkey, claim.coldkey, commit]).toEqual([
        truth.hotkey,
        truth.coldkey,
        truth.commit,
      ]);
    }
    const blocks = claims.map(({ claim }) => claim.committedAt);
    expect(blocks).toEqual(blocks.toSorted((a, b) => a - b));
    expect(uses.filter(({ isPool }) => isPool).map(({ commit }) => commit)).toEqual([
      world.truth.evaluationPool!.commit,
    ]);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(Math.min(length, 403));
    const byBytes = await run(`row ${raw[0]!.toUpperCase()} --json`);
    expect((JSON.parse(byBytes.stdout) as { data: unknown }).data).toMatchObject({
      rows: data.rows,
    });
  });

  it("prints a table, the pool last, and what to type next", async () => {
    const { rows } = await readPair("pair 0 17");
    const { stdout } = await run(`row ${rows[0]!.canonical.slice(0, 12)}`);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe(`row ${rows[0]!.canonical}`);
    expect(lines.at(-3)).toMatch(/^ +- +- {2}evaluation pool /);
    expect(lines.at(-1)).toBe("next: pnpm analyze pair 0 4");
  });

  it("ends with 1 if nobody has it", async () => {
    const { code, stdout } = await run("row 0000000000");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^no row in the store has a hash that begins with 0000000000\n/);
    expect((await run("row 0000000000 -q")).stdout).toBe("");
  });

  it.each(["0000000", "xyzxyzxyz", "0".repeat(65)])("refuses %s", async (hash) => {
    const { code, stderr } = await run(`row ${hash}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: a row is named by the first digits of its SHA-256, 8 to 64/);
  });
});

/** Who has the row, found in the files themselves. */
function listHolders(sha256: string): number[] {
  const views = join(folder.path, "data", "miner_datasets");
  return miners.flatMap(({ uid, expected }) => {
    if (expected !== "downloaded") return [];
    const lines = readFileSync(join(views, `miner_${uid}`, "data.jsonl"), "utf8").split("\n");
    const hashes = lines.map((line) => createHash("sha256").update(line).digest("hex"));
    return hashes.includes(sha256) ? [uid] : [];
  });
}
