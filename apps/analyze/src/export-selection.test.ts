import { createWorld } from "@flock-tools/devnet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const world = createWorld("demo");
const folder = createFolder();
const cwd = folder.path;
interface Row {
  readonly uid: number;
  readonly row_index: number;
  readonly coldkey: string;
  readonly competition_id: string;
  readonly commitment_block: number;
  readonly canonical_sha256: string | null;
  readonly system: string | null;
  readonly n_turns: number | null;
  readonly n_chars: number | null;
  readonly valid: boolean;
}
let all: readonly Row[];
beforeAll(async () => {
  await syncWorld(world, cwd);
  all = await select();
});
afterAll(() => folder[Symbol.dispose]());

const run = (...args: readonly string[]): Promise<AppResult> =>
  runApp(["export", ...args], { cwd });

async function select(...args: readonly string[]): Promise<readonly Row[]> {
  const { code, stdout, stderr } = await run("jsonl", "--out", "-", ...args);
  if (code !== 0) throw new Error(stderr);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row);
}

describe("rows of an export", () => {
  it.each<readonly [string, (row: Row) => boolean]>([
    ["--uids 0,5,10-20", ({ uid }) => [0, 5].includes(uid) || (uid >= 10 && uid <= 20)],
    ["--uids 0 --uids 1", ({ uid }) => uid < 2],
    ["--min-turns 4", ({ n_turns }) => (n_turns ?? 0) >= 4],
    [
      "--min-chars 800 --max-chars 1200",
      (row) => (row.n_chars ?? 0) >= 800 && row.n_chars! <= 1200,
    ],
    ["--only valid", ({ valid }) => valid],
    [
      "--since 6984000 --until 6985000",
      ({ commitment_block: block }) => block >= 6_984_000 && block <= 6_985_000,
    ],
    ["--competition nobody,1", ({ competition_id: id }) => id === "1"],
  ])("can be chosen by %s", async (line, test) => {
    expect(await select(...line.split(" "))).toEqual(all.filter(test));
  });

  it("can be chosen by whose they are", async () => {
    const [{ coldkey }] = all as readonly [Row];
    expect(await select("--coldkey", coldkey)).toEqual(
      all.filter((row) => row.coldkey === coldkey),
    );
  });

  it("can be chosen by SQL, NULL not being true", async () => {
    const where = "system ilike '%teacher%' and len(conversations) > 1";
    const chosen = await select("--where", where);
    expect(chosen.length).toBeGreaterThan(0);
    expect(chosen).toEqual(
      all.filter(({ system, n_turns }) => /teacher/i.test(system ?? "") && (n_turns ?? 0) > 1),
    );
  });

  it("can be those of eligible miners, or the first of their kind", async () => {
    const eligible = await select("--only", "eligible");
    // One of the 18 eligible miners has no rows.
    expect(new Set(eligible.map(({ uid }) => uid)).size).toBe(17);
    const unique = await select("--only", "unique");
    const kinds = new Map<string, Row>();
    const byBlock = all.toSorted((a, b) => a.commitment_block - b.commitment_block);
    for (const row of byBlock) {
      const key = row.canonical_sha256 ?? `${row.uid} ${row.row_index}`;
      if (!kinds.has(key)) kinds.set(key, row);
    }
    expect(unique).toHaveLength(kinds.size);
    expect(new Set(unique)).toEqual(new Set(kinds.values()));
  });

  it("can be a sample, the same for the same seed, cut by a limit", async () => {
    const sample = ["--where", "n_turns > 1", "--sample", "50"];
    const first = await select(...sample, "--seed", "7");
    expect(first).toHaveLength(50);
    expect(await select(...sample, "--seed", "7")).toEqual(first);
    expect(await select(...sample, "--seed", "8")).not.toEqual(first);
    expect(await select(...sample, "--seed", "7", "--limit", "5")).toEqual(first.slice(0, 5));
    expect(await select("--limit", "3")).toEqual(all.slice(0, 3));
  });

  it("are told of by a dry run, which writes nothing", async () => {
    const { code, stdout, stderr } = await run("parquet", "--uids", "0-30", "--dry-run");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^netuid 96, block 7,000,000 .*\n {2}to read {3}\d+ miners, /);
    expect(stdout).toMatch(/\nnext: pnpm export parquet --uids 0-30\n$/);
    const data = readData(await run("parquet", "--dry-run", "--json"));
    expect(data).toMatchObject({ dryRun: true, format: "parquet", rows: 3_500, mostRows: 3_500 });
  });

  it.each([
    ["nturns > 1", /there is no column nturns/, /n_turns/],
    ["n_turns >", /cannot be understood/, /next: /],
    ["uid in (select uid from rows)", /./, /next: /],
    ["raw = (select * from read_text('/etc/passwd'))", /./, /next: /],
    ["random() > 0.5", /./, /next: /],
    ["true; drop table rows", /./, /next: /],
    ["count(*) > 1", /aggregates/, /./],
  ])("cannot be chosen by %s", async (where, message, next) => {
    const { code, stdout, stderr } = await run("csv", "--out", "-", "--where", where);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(next);
  });

  it("must be of miners that are there, and in an order of blocks", async () => {
    const gone = await run("csv", "--uids", "500");
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringMatching(/no miner .* uid 500/)]);
    const turned = await run("csv", "--since", "7", "--until", "6");
    expect([turned.code, turned.stderr]).toEqual([2, expect.stringMatching(/exchange --since/)]);
  });
});
