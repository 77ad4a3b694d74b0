import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { getDetectionOdds, type JudgementReport, RULE_SETS } from "@flock-tools/flock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppResult, createFolder, readData, runApp } from "../testing/run-app.ts";
import { syncWorld } from "../testing/sync-world.ts";

const world = createWorld("demo");
const { miners } = world.truth;
const folder = createFolder();
const readReport = (from: AppResult): JudgementReport => readData(from) as JudgementReport;
const run = (line: string): Promise<AppResult> => runApp(line.split(" "), { cwd: folder.path });

/** More of these shared rows convict (2026-02). */
const ALLOWED = 33;

// Edited rows stand in no pool; `main` and `None` pin nothing; one of the 51st rows is cut off.
const copies = miners.filter(({ planted }) => (planted?.sharedRows ?? 0) > ALLOWED);
const edited = miners.filter(({ planted }) => planted?.kind === "near-copy");
const unpinned = miners.filter(({ commitmentText = "" }) => /:(?:main|None)$/.test(commitmentText));
const BROKEN = 50;
const missing = miners.filter(({ expected }) => expected !== "downloaded");

const uidsOf = (list: readonly { readonly uid: number }[]): number[] =>
  list.map(({ uid }) => uid).toSorted((a, b) => a - b);

let result: AppResult;
let report: JudgementReport;
beforeAll(async () => {
  await syncWorld(world, folder.path);
  result = await run("dupes --json");
  report = readReport(result);
});
afterAll(() => folder[Symbol.dispose]());

describe("dupes on the store", () => {
  it("finds every planted copy, with its source and the rows shared", () => {
    const found = report.miners.filter(({ verdict }) => verdict === "duplicate");
    expect(uidsOf(found)).toEqual(uidsOf(copies));
    expect(copies).toHaveLength(9);
    for (const { uid, planted } of copies) {
      const { convictedBy, convictions } = found.find((miner) => miner.uid === uid)!;
      const { sourceUid, sharedRows, alsoFrom: second } = planted!;
      expect([uid, convictedBy?.uid, convictedBy?.shared]).toEqual([uid, sourceUid, sharedRows]);
      const sources = convictions.map((conviction) => conviction.uid);
      expect(sources).toEqual(expect.arrayContaining([sourceUid, second?.sourceUid ?? sourceUid]));
    }
  });

  it("convicts no honest pair", () => {
    const guilty = new Set(uidsOf(copies));
    for (const { first, second, order } of report.convictions) {
      expect(order).toBe("earlier");
      expect(guilty).toContain(second);
      const shared = originsOf(first).filter((origin) => originsOf(second).includes(origin));
      expect(shared).toHaveLength(1);
    }
    const honest = miners.filter(({ uid }) => !guilty.has(uid));
    for (const { uid } of honest) {
      expect(report.miners.find((miner) => miner.uid === uid)?.convictions).toEqual([]);
    }
  });

  it("counts what was planted", () => {
    const invalid = [...edited, ...unpinned, { uid: BROKEN }];
    expect(uidsOf(report.miners.filter(({ verdict }) => verdict === "invalid"))).toEqual(
      uidsOf(invalid),
    );
    expect(report.totals).toEqual({
      duplicate: copies.length,
      invalid: invalid.length,
      undecidable: 0,
      "no-data": missing.length,
      eligible: miners.length - copies.length - invalid.length - missing.length,
    });
    for (const { uid, expected } of missing) {
      expect(report.miners.find((miner) => miner.uid === uid)?.missing).toBe(expected);
    }
  });

  it("says which block it judged and why, by which rules and against which pool", () => {
    const { repoId, commit, rows } = world.truth.evaluationPool!;
    expect(report).toMatchObject({
      origin: { kind: "store", dataDir: join(folder.path, "data"), netuid: 96 },
      block: { number: world.chain.headNumber },
      chosenBy: "newest",
      ruleSet: { name: "2026-02" },
      pool: { repoId, commit, rowCount: rows, certainty: "seen", status: "valid" },
    });
    expect(result.stderr).toBe("");
  });

  it("tells every pair's rows, and the odds of a convicted one to be met", async () => {
    const counted = report.miners.filter(({ rowsThatCount }) => rowsThatCount > 0).length;
    expect(report.pairs).toHaveLength((counted * (counted - 1)) / 2);
    const rules = RULE_SETS.find(({ name }) => name === "2026-02")!;
    const few = readReport(await run("dupes --json --steps 3"));
    expect(few.convictions.map(({ detectionOdds }) => detectionOdds)).toEqual(
      few.convictions.map(() => getDetectionOdds(rules, miners.length, 3)),
    );
  });

  it("orders groups by who was first, and marks one coldkey's own copies", () => {
    const roles = report.groups.flatMap(({ members }) =>
      members.map(({ uid, role }) => [uid, role]),
    );
    const later = miners.filter(({ planted }) => (planted?.sharedRows ?? 0) >= ALLOWED);
    for (const { uid, planted } of later) {
      expect(roles).toContainEqual([uid, planted!.kind === "same-coldkey" ? "own-copy" : "later"]);
      expect(roles).toContainEqual([planted!.sourceUid, "first"]);
    }
    const two = miners.find(({ planted }) => planted?.alsoFrom !== undefined)!;
    const member = report.groups
      .flatMap((group) => group.members)
      .find(({ uid }) => uid === two.uid)!;
    const { sourceUid, sharedRows, alsoFrom: other } = two.planted!;
    expect(member.sources.map(({ uid, hadFirst }) => [uid, hadFirst])).toEqual(
      expect.arrayContaining([
        [sourceUid, sharedRows],
        [other!.sourceUid, other!.sharedRows],
      ]),
    );
    for (const { uid, blocksEarlier } of member.sources) {
      const [own, theirs] = [two.uid, uid].map(blockOf);
      expect(blocksEarlier).toBe(own! - theirs!);
    }
  });

  it("replays the same day for the same seed, and finds no more than the verdict does", async () => {
    const [first, second, other] = await Promise.all(
      ["42", "42", "43"].map(async (seed) => run(`dupes --json --steps 5 --replay ${seed}`)),
    );
    expect(second).toEqual(first);
    const { replay } = readReport(first!);
    expect(readReport(other!).replay).not.toEqual(replay);
    expect(replay?.steps).toHaveLength(5);
    const guilty = new Set(uidsOf(copies));
    const lost = replay!.miners.filter(({ loss }) => loss?.reason === "duplicate");
    expect(lost.length).toBeGreaterThan(0);
    for (const { uid } of lost) expect(guilty).toContain(uid);
  });

  it("ends with 4 only if it is told to fail on what it finds", async () => {
    const codes = await Promise.all(
      ["--fail-on duplicate", "--fail-on invalid", "--fail-on invalid,duplicate", "--quiet"].map(
        async (flags) => (await run(`dupes ${flags}`)).code,
      ),
    );
    expect(codes).toEqual([4, 4, 4, 0]);
    const json = JSON.parse((await run("dupes --json --fail-on duplicate")).stdout) as object;
    expect(json).toMatchObject({ ok: false, data: { totals: { duplicate: copies.length } } });
  });

  it("prints the worst 20, all with --verbose, and what to type next", async () => {
    const { stdout, stderr } = await run("dupes");
    expect(stderr).toBe("");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.filter((line) => / {2}duplicate {2}/.test(line))).toHaveLength(copies.length + 1);
    expect(stdout).toContain(`... and ${miners.length - 20} more miners\n`);
    expect(lines.at(-1)).toMatch(/^next: pnpm analyze pair \d+ \d+$/);
    const verbose = await run("dupes --verbose");
    expect(verbose.stdout).not.toContain("... and");
    expect((await run("dupes -q")).stdout).toBe(
      "18 eligible, 9 duplicate, 9 invalid, 0 undecidable, 28 no data\n",
    );
  });

  it("writes everything as CSV and JSON with --out", async () => {
    const { code, stdout } = await run("dupes --json --replay 1 --steps 2 --out report");
    expect(code).toBe(0);
    const out = join(folder.path, "report");
    expect(readdirSync(out).toSorted()).toEqual([
      "groups.csv",
      "miners.csv",
      "pairs.csv",
      "replay.csv",
      "report.json",
    ]);
    expect(readFileSync(join(out, "report.json"), "utf8")).toBe(stdout);
    const linesOf = (name: string): string[] =>
      readFileSync(join(out, name), "utf8").trimEnd().split("\n");
    expect(linesOf("miners.csv")).toHaveLength(1 + miners.length);
    expect(linesOf("pairs.csv")).toHaveLength(1 + report.pairs.length);
    expect(linesOf("pairs.csv").filter((line) => line.includes(",earlier,"))).toHaveLength(
      report.convictions.length,
    );
    const sources = report.groups.flatMap(({ members }) =>
      members.map((member) => Math.max(1, member.sources.length)),
    );
    expect(linesOf("groups.csv")).toHaveLength(1 + sources.reduce((sum, count) => sum + count));
    expect(linesOf("miners.csv").filter((line) => line.includes(",duplicate,"))).toHaveLength(
      copies.length,
    );
    await run("dupes -q --out report");
    expect(readdirSync(out)).not.toContain("replay.csv");
  });

  it("judges as of a block or a date", async () => {
    const head = world.chain.headNumber;
    for (const when of [String(head), "2026-03-10", "2026-03-10T14:00Z"]) {
      const { data } = JSON.parse((await run(`dupes --json --as-of ${when}`)).stdout) as {
        data: JudgementReport;
      };
      expect([data.block?.number, data.chosenBy]).toEqual([head, "as-of"]);
    }
    for (const when of [String(head - 1), "2026-03-09"]) {
      const { code, stderr } = await run(`dupes --as-of ${when}`);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^error: nothing was seen of netuid 96 at or before that moment/),
      ]);
    }
  });

  it("does not speak of a submission window under rules that have none", async () => {
    expect((await run("dupes --rules 2025")).stdout).toMatch(
      /^netuid .*, the newest that was seen\n/,
    );
    expect((await run("dupes")).stdout).toMatch(
      /^netuid .*, the newest that was seen \(nothing was /,
    );
  });

  it("judges by other rules", async () => {
    const other = await run("dupes --json --rules 2025 --pool data/eval_data/data.jsonl");
    const { ruleSet, totals } = readReport(other);
    expect([ruleSet.name, ruleSet.threshold, totals.duplicate]).toEqual(["2025", 100, 0]);
    const without = await run("dupes --json --rules 2025");
    expect(readReport(without).totals).toMatchObject({ eligible: 0, duplicate: 0 });
    expect(without.stderr).toMatch(
      /^warning: the evaluation pool is not at hand, .* --pool, it is flock-io/,
    );
  });

  it("takes the data folder as a path too", async () => {
    const { stdout } = await run("dupes data");
    expect(stdout).toMatch(/^netuid 96, block 7,000,000 /);
    expect(stdout.trimEnd()).toMatch(/next: pnpm analyze pair \d+ \d+ --data-dir data$/);
  });
});

/** Whose rows a miner has, its own if it picked them itself. */
function originsOf(uid: number): number[] {
  const planted = miners.find((miner) => miner.uid === uid)?.planted;
  if (planted === undefined) return [uid];
  return [
    planted.sourceUid,
    ...(planted.alsoFrom === undefined ? [] : [planted.alsoFrom.sourceUid]),
  ];
}

function blockOf(uid: number): number | undefined {
  return report.miners.find((miner) => miner.uid === uid)?.commitmentBlock;
}
