import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RULE_SETS, type JudgementReport, type ReportedMiner } from "@flock-tools/flock";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";

/** A folder with these files in it, as a test's working folder. */
function createFiles(files: Readonly<Record<string, string>>): string {
  const folder = createFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder.path;
}

/** Rows of the numbers from `from` to `until`, exclusive. */
function rows(from: number, until: number): string {
  return Array.from({ length: until - from }, (_, index) => `{"n": ${from + index}}\n`).join("");
}

const readReport = (from: AppResult): JudgementReport => readData(from) as JudgementReport;

function listVerdicts({ miners }: JudgementReport): Record<number, string> {
  return Object.fromEntries(
    miners.map(({ uid, verdict, reason }: ReportedMiner) => [uid, `${verdict}: ${reason}`]),
  );
}

const pool = rows(0, 1_000);

describe("dupes on a folder", () => {
  const files = {
    "old/miner_3/data.jsonl": rows(0, 100),
    "old/miner_8/data.jsonl": rows(50, 150),
    "old/miner_12/data.jsonl": rows(500, 600),
    "old/miner_20/README.md": "",
    "old/notes.txt": "",
  };

  it("judges its miners, with the pool beside it", async () => {
    const cwd = createFiles({ ...files, "eval_data/data.jsonl": pool });
    const report = readReport(await runApp(["dupes", "old", "--json"], { cwd }));
    expect(listVerdicts(report)).toEqual({
      3: "undecidable: order-unknown",
      8: "undecidable: order-unknown",
      12: "eligible: ok",
      20: "no-data: no-file",
    });
    expect(report).toMatchObject({
      origin: { kind: "folder", folder: join(cwd, "old") },
      pool: { certainty: "given", path: join(cwd, "eval_data", "data.jsonl"), rowCount: 1_000 },
    });
    expect(report.convictions).toMatchObject([
      { first: 3, second: 8, shared: 50, order: "unknown" },
    ]);
    expect(report.convictions[0]?.detectionOdds).toBeUndefined();
  });

  it("fails on duplicates also where nobody knows which of two it is", async () => {
    const cwd = createFiles(files);
    const codeOf = async (...flags: string[]): Promise<number | null> =>
      (await runApp(["dupes", "old", "-q", ...flags], { cwd })).code;
    expect(await codeOf("--fail-on", "duplicate")).toBe(4);
    expect(await codeOf("--fail-on", "invalid")).toBe(0);
    expect(await codeOf()).toBe(0);
  });

  it("names the pool that it found with the command that it suggests", async () => {
    const cwd = createFiles({ ...files, "eval_data/data.jsonl": pool });
    const { stdout } = await runApp(["dupes", "old"], { cwd });
    const pair = "old/miner_3/data.jsonl old/miner_8/data.jsonl";
    expect(stdout.trimEnd()).toMatch(
      new RegExp(`\nnext: pnpm analyze pair ${pair} --pool eval_data/data\\.jsonl$`),
    );
  });

  it("names what is not one", async () => {
    const cwd = createFiles({ "empty/x.txt": "" });
    expect(await runApp(["dupes", "empty"], { cwd })).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^error: .*empty has no folders miner_<uid>\nnext: /) as string,
    });
  });
});

describe("dupes on files", () => {
  const files = { "a.jsonl": rows(0, 100), "b.jsonl": rows(66, 166), "pool.jsonl": pool };

  it("judges files in any place, options before and behind them", async () => {
    const cwd = createFiles(files);
    const flags = ["--pool", "pool.jsonl", "--json"];
    const first = await runApp(["dupes", "a.jsonl", "b.jsonl", ...flags], { cwd });
    const second = await runApp(["dupes", ...flags, "a.jsonl", "b.jsonl"], { cwd });
    expect(second).toEqual(first);
    const report = readReport(first);
    expect(report.miners.map(({ path }) => path)).toEqual([
      join(cwd, "a.jsonl"),
      join(cwd, "b.jsonl"),
    ]);
    expect(report.convictions).toMatchObject([{ first: 0, second: 1, shared: 34 }]);
  });

  it("prints no odds without a pool, and says what is missing", async () => {
    const cwd = createFiles(files);
    const { code, stdout, stderr } = await runApp(["dupes", "a.jsonl", "b.jsonl"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: the evaluation pool is not at hand, .* give it with --pool/);
    expect(stdout).toContain("  pool: none at hand\n");
    expect(stdout).toMatch(/^ {2}0 {4}1 {6}34 {9}34 {5}34% {7}34% {9}- {11}- {2}either/m);
    expect(stdout.trimEnd()).toMatch(/\nnext: pnpm analyze pair a\.jsonl b\.jsonl$/);
  });

  it("takes the rules of a date, and not of a block", async () => {
    const cwd = createFiles(files);
    const byDate = await runApp(["dupes", "a.jsonl", "--as-of", "2025-06-01", "--json"], { cwd });
    expect(readReport(byDate).ruleSet.name).toBe("2025");
    const byBlock = await runApp(["dupes", "a.jsonl", "--as-of", "5000000"], { cwd });
    expect(byBlock).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^error: --as-of must be a date for folders and files/,
      ) as string,
    });
  });

  it.each([
    [["dupes", "gone.jsonl"], /gone\.jsonl is not a file that can be read/],
    [["dupes", "a.jsonl", "."], /is not a file that can be read/],
    [["dupes", "a.jsonl", "--pool", "gone.jsonl"], /gone\.jsonl is not a file that can be read/],
    // Before anything is read: there is no such file.
    [["dupes", "gone.jsonl", "--replay", "1"], /^error: --replay needs every commitment's block: /],
    [
      ["dupes", ".", "--replay", "1"],
      /^error: --replay needs .*\nnext: judge a store that pnpm dl/,
    ],
    [["dupes", "--replay", "x"], /--replay: must be an integer >= 0/],
    [
      ["dupes", "--fail-on", "eligible"],
      /--fail-on: must be one of duplicate, invalid: got eligible/,
    ],
    [["dupes"], /holds no data yet\nnext: pnpm dl --eval, or give the folder with --data-dir/],
    [
      ["dupes", "--data-dir", "my data"],
      /holds no data yet\nnext: pnpm dl --eval --data-dir 'my data', or give the folder/,
    ],
    [
      ["row", "12345678", "--data-dir", "x"],
      /holds no data yet\nnext: pnpm dl --eval --data-dir x, or give the folder/,
    ],
    [
      [],
      /say what to analyze, dupes, near, pair, row or sql: got nothing\nnext: pnpm analyze dupes/,
    ],
    [
      ["dups"],
      /say what to analyze, dupes, near, pair, row or sql: got dups\nnext: pnpm analyze --help/,
    ],
  ])("refuses %j in one line and says what to do", async (args, message) => {
    const cwd = createFiles(files);
    const { code, stdout, stderr } = await runApp(args, { cwd });
    const error = stderr.slice(stderr.indexOf("error: "));
    expect([code, stdout]).toEqual([2, ""]);
    expect(error).toMatch(message);
    expect(error.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
  });

  it("says so before it reads anything if --out cannot be written", async () => {
    const cwd = createFiles({ ...files, report: "a file" });
    const { code, stderr } = await runApp(["dupes", "a.jsonl", "--out", "report"], { cwd });
    expect([code, stderr]).toEqual([8, expect.stringMatching(/^error: cannot write .*report \(/)]);
  });
});

describe("--rules", () => {
  it("lists those that are known", async () => {
    const cwd = createFiles({});
    const { code, stdout } = await runApp(["dupes", "--rules", "list"], { cwd });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1 + RULE_SETS.length);
    for (const { name, threshold } of RULE_SETS) {
      expect(stdout).toMatch(new RegExp(`^${name} .* more than ${threshold} `, "m"));
    }
    const json = await runApp(["dupes", "--rules", "list", "--json"], { cwd });
    expect(readData(json)).toEqual({ ruleSets: JSON.parse(JSON.stringify(RULE_SETS)) as unknown });
  });

  it("takes a file like one that it lists", async () => {
    const rules = { ...RULE_SETS.at(-1), name: "mine", rows: 10, threshold: 3, membership: false };
    const cwd = createFiles({
      "a.jsonl": rows(0, 100),
      "b.jsonl": rows(6, 106),
      "c.jsonl": rows(7, 107),
      "mine.json": JSON.stringify(rules),
      "wrong.json": JSON.stringify({ ...rules, threshold: -1 }),
      "broken.json": "{",
    });
    const judge = (file: string): Promise<AppResult> =>
      runApp(["dupes", "a.jsonl", "b.jsonl", "c.jsonl", "--json", "--rules", file], { cwd });
    const { convictions, miners } = readReport(await judge("mine.json"));
    expect(convictions.map(({ first, second, shared }) => [first, second, shared])).toEqual([
      [1, 2, 9],
      [0, 1, 4],
    ]);
    expect(miners.map(({ rowsThatCount }) => rowsThatCount)).toEqual([10, 10, 10]);
    const messages = await Promise.all(
      ["wrong.json", "broken.json", "gone.json"].map(async (file) => (await judge(file)).stderr),
    );
    expect(messages).toEqual([
      expect.stringMatching(/^error: .*rules\.threshold/),
      expect.stringMatching(/^error: the rules in broken\.json are not JSON/),
      expect.stringMatching(/^error: no rule set is named gone\.json/),
    ]);
  });
});
