import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import { recordObservation } from "@flock-tools/store";
import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createFiles,
  createRepo,
  createSmallWorld,
  OTHER_COMMIT,
  recommit,
} from "../testing/create-small-world.ts";
import { type OpenDevnet, openDevnet, sha256 } from "../testing/open-devnet.ts";
import { EVALUATION_POOL } from "./fetch-evaluation-pool.ts";
import { findRowUses } from "./find-row-uses.ts";
import type { SourcedMiner } from "./judgement-source.ts";
import { judge } from "./judgement/judge.ts";
import { RULE_SETS, type RuleSet } from "./judgement/rule-set.ts";
import { readJudgementFolder } from "./read-judgement-files.ts";
import { readJudgementInput } from "./read-judgement-input.ts";
import type { SyncOutcome } from "./sync-outcome.ts";
import { syncSubnet } from "./sync-subnet.ts";

const ruleSet = RULE_SETS.at(-1)!;

function reasonOf({ file }: SourcedMiner): string {
  return file.status === "none" ? file.reason : file.status;
}

/** What a miner to judge and an outcome of the sync before it have in common. */
function describeMiner(miner: SourcedMiner): unknown {
  const { uid, hotkey, coldkey, commitmentBlock, repoId, revision } = miner;
  const { commit, sha256: hash, rowCount } = miner;
  const isThere = miner.file.status !== "none";
  const found = isThere ? { commit, hash, rowCount } : { reason: reasonOf(miner) };
  return { uid, hotkey, coldkey, commitmentBlock, repoId, revision, ...found };
}

function describeOutcome(outcome: SyncOutcome): unknown {
  const { uid, hotkey, coldkey, committedAt, repoId, revision, commit } = outcome;
  const found =
    "reason" in outcome
      ? { reason: outcome.reason }
      : { commit, hash: outcome.sha256, rowCount: outcome.rows };
  return { uid, hotkey, coldkey, commitmentBlock: committedAt, repoId, revision, ...found };
}

/** Goes to a new block, at which miner 0 commits to `text`, and moves every `main` to other rows. */
function moveOn({ devnet }: OpenDevnet, text: string): void {
  devnet.chain.advance((chain) => ({
    ...chain,
    subnets: chain.subnets.map((subnet) => recommit(subnet, { 0: text }, chain.headNumber + 1)),
  }));
  devnet.hub.update((hub) => ({
    ...hub,
    repos: hub.repos.map((repo) => ({
      ...repo,
      refs: { main: OTHER_COMMIT },
      commits: { ...repo.commits, [OTHER_COMMIT]: createFiles({ "data.jsonl": "[3]\n" }) },
    })),
  }));
}

describe("readJudgementInput", () => {
  it("gives the demo's miners, files, reasons and pool, by which every planted copy is found", async () => {
    const demo = createWorld("demo");
    const net = await openDevnet(demo);
    const report = await syncSubnet({ ...net, evaluationPool: true });
    const source = await readJudgementInput(net.store, { now: net.block.timestamp });
    const { miners, input, pool } = source;

    expect(input).toMatchObject({ block: net.block.number, ruleSet: { name: "2026-02" } });
    expect(input.miners).toBe(miners);
    expect(miners).toHaveLength(64);
    expect(miners.map(describeMiner)).toEqual(report.miners.map(describeOutcome));
    const { rows, ...truth } = demo.truth.evaluationPool!;
    expect(pool).toMatchObject({ commit: truth.commit, sha256: truth.sha256, rowCount: rows });
    expect(pool).toMatchObject({ certainty: "seen", seenAt: net.block.number });
    expect(input.pool?.rows).toHaveLength(rows);

    const convicted = new Map(judge(input).pairs.map((pair) => [pair.second, pair]));
    const exact = demo.truth.miners.filter(({ planted }) => (planted?.sharedRows ?? 0) > 33);
    expect(exact.length).toBeGreaterThan(2);
    for (const { uid } of exact) expect(convicted.has(uid)).toBe(true);

    const view = await readJudgementFolder({ folder: report.viewRoot, ruleSet });
    expect(view.pool).toMatchObject({
      path: join(net.store.dataDir, "eval_data", "data.jsonl"),
      rowCount: rows,
      certainty: "given",
    });
    const stored = miners.filter(({ file }) => file.status !== "none");
    expect(view.miners.map(({ uid, file, rowCount }) => ({ uid, file, rowCount }))).toEqual(
      stored.map(({ uid, file, rowCount }) => ({ uid, file, rowCount })),
    );
    expect(view.input.pool).toEqual(input.pool);
  });

  it("goes back to what was in force at a block: commitment, branch and pool", async () => {
    const pool = createRepo(EVALUATION_POOL.repoId, { "data.jsonl": "[1]\n[2]\n" });
    const repos = [pool, createRepo("a/b"), createRepo("c/d", { "data.jsonl": "[2]\n" })];
    const net = await openDevnet(createSmallWorld([`c/d:1:${COMMIT}`, "a/b:1:None"], repos));
    await syncSubnet({ ...net, evaluationPool: true });
    moveOn(net, `a/b:1:${OTHER_COMMIT}`);
    const later = await net.getBlock();
    await syncSubnet({ ...net, block: later, evaluationPool: true });

    const read = async (block: number): Promise<unknown> => {
      const source = await readJudgementInput(net.store, { ruleSet, asOf: { block } });
      const commits = source.miners.map((miner) => [miner.repoId, miner.commit, miner.rowCount]);
      return [source.block?.number, commits, source.pool.commit, source.pool.rowCount];
    };
    const before = [
      net.block.number,
      [
        ["c/d", COMMIT, 1],
        ["a/b", COMMIT, 2],
      ],
      COMMIT,
      2,
    ];
    const after = [
      later.number,
      [
        ["a/b", OTHER_COMMIT, 1],
        ["a/b", OTHER_COMMIT, 1],
      ],
      OTHER_COMMIT,
      1,
    ];
    expect(await read(later.number - 1)).toEqual(before);
    expect(await read(later.number)).toEqual(after);
    expect(await readJudgementInput(net.store, { ruleSet })).toMatchObject({
      chosenBy: "newest",
      block: { number: later.number },
    });
    await expect(read(net.block.number - 1)).rejects.toMatchObject({
      kind: "usage",
      code: "NOTHING_OBSERVED",
    });
  });

  it("takes what runs went by where no branch was noted, as before the index", async () => {
    const pool = createRepo(EVALUATION_POOL.repoId);
    const net = await openDevnet(createSmallWorld(["a/b:1:main"], [pool, createRepo("a/b")]));
    await syncSubnet({ ...net, evaluationPool: true });
    net.store.internals.sqlite.run("DELETE FROM branch_heads");
    const { miners, pool: found } = await readJudgementInput(net.store, { ruleSet });
    expect(miners).toMatchObject([{ revision: "main", commit: COMMIT, rowCount: 2 }]);
    expect(found).toMatchObject({ commit: COMMIT, certainty: "assumed", rowCount: 2 });
  });

  it("has a reason for every miner without a file, and no pool where none was fetched", async () => {
    const texts = [`a/b:1:${COMMIT}`, "a/b:1:main", undefined, "nonsense", `a/none:1:${COMMIT}`];
    const net = await openDevnet(createSmallWorld(texts, [createRepo("a/b")]));
    const { chain, block } = net;
    const only = { uids: [4] };
    await syncSubnet({ ...net, selection: only });
    const { miners, pool, input } = await readJudgementInput(net.store, { ruleSet });
    expect(miners.map(reasonOf)).toEqual([
      "not-fetched",
      "revision-unknown",
      "no-commitment",
      "invalid-commitment",
      "repo-not-found",
    ]);
    expect(pool).toMatchObject({ certainty: "unknown", repoId: EVALUATION_POOL.repoId });
    expect(input.pool).toBeUndefined();
    expect(chain.genesis).toBe(net.store.genesis);

    const next = { ...block, number: block.number + 1, hash: `0x${"cd".repeat(32)}` } as const;
    recordObservation(net.store, { block: next, neurons: [], commitments: new Map() });
    expect((await readJudgementInput(net.store, { ruleSet })).miners).toEqual([]);
  });

  it("judges the submission window that closed last if the store saw it, unless the rules know none", async () => {
    const net = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`], [createRepo("a/b")]));
    const times = ["11:59", "12:05", "12:29", "12:30"];
    for (const [index, time] of times.entries()) {
      const number = net.block.number + 1 + index;
      const timestamp = Date.parse(`2026-03-11T${time}:00Z`);
      const block = { ...net.block, number, timestamp };
      recordObservation(net.store, { block, neurons: [], commitments: new Map() });
    }
    const now = Date.parse("2026-03-12T09:00:00Z");
    const choose = async (rules?: RuleSet): Promise<unknown> => {
      const { block, chosenBy } = await readJudgementInput(net.store, { now, ruleSet: rules });
      return [(block?.number ?? 0) - net.block.number, chosenBy];
    };
    expect(await choose()).toEqual([3, "submission-window"]);
    expect(await choose(RULE_SETS[0])).toEqual([4, "newest"]);
  });

  it("keeps of a miner the rows that count, and the verdict on the whole file", async () => {
    const rows = `${Array.from({ length: 300 }, (_, row) => `[${row}]`).join("\n")}\n`;
    const repos = [createRepo("a/b", { "data.jsonl": `${rows}broken\n` })];
    const net = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`], repos));
    await syncSubnet(net);
    const { miners } = await readJudgementInput(net.store, { ruleSet });
    expect(miners).toMatchObject([
      { rowCount: 301, file: { status: "void", error: { line: 301 } } },
    ]);
    expect(miners[0]?.file).toHaveProperty("rows.length", 100);
  });
});

describe("findRowUses", () => {
  it("names every file, commit and miner of a row, and since when", async () => {
    const pool = createRepo(EVALUATION_POOL.repoId, { "data.jsonl": "[1]\n[2]\n" });
    const repos = [pool, createRepo("a/b", { "data.jsonl": "[2]\n[4]\n" })];
    const net = await openDevnet(createSmallWorld([`a/b:1:${COMMIT}`, "a/b:1:None"], repos));
    await syncSubnet({ ...net, evaluationPool: true });
    moveOn(net, `a/b:1:${OTHER_COMMIT.slice(0, 9)}`);
    const later = await net.getBlock();
    await syncSubnet({ ...net, block: later });
    const { miners } = await readJudgementInput(net.store, { ruleSet, asOf: { block: 1e9 } });
    const row = sha256(Buffer.from("[3]"));

    const uses = findRowUses(net.store, { sha256: row.slice(0, 12) });
    const [first, second] = miners;
    expect(uses).toMatchObject([{ rows: [{ row: 0, offset: 0, length: 3, rawSha256: row }] }]);
    expect(uses[0]?.files).toEqual([
      {
        repoId: "a/b",
        commit: OTHER_COMMIT,
        path: "data.jsonl",
        claims: [
          {
            hotkey: second?.hotkey,
            uid: 1,
            coldkey: second?.coldkey,
            committedAt: 500,
            firstSeen: net.block.number,
            lastSeen: later.number,
          },
          {
            hotkey: first?.hotkey,
            uid: 0,
            coldkey: first?.coldkey,
            committedAt: later.number,
            firstSeen: later.number,
            lastSeen: later.number,
          },
        ],
      },
    ]);
    expect(findRowUses(net.store, { sha256: "00000000" })).toEqual([]);
  });
});
