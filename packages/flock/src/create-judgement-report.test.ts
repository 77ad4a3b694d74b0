import { describe, expect, it } from "vitest";
import { createInput, type JudgedMinerSpec, range } from "../testing/create-judgement.ts";
import { createJudgementReport } from "./create-judgement-report.ts";
import { getDetectionOdds } from "./judgement/detection-odds.ts";
import type { JudgementSource } from "./judgement-source.ts";

const BLOCK = { number: 900, hash: `0x${"11".repeat(32)}`, timestamp: 1_773_151_200_000 } as const;

function createSource(miners: readonly JudgedMinerSpec[]): JudgementSource {
  const input = createInput(miners);
  const sourced = input.miners.map((miner) => ({ ...miner, repoId: `user/data${miner.uid}` }));
  return {
    input: { ...input, miners: sourced },
    miners: sourced,
    block: BLOCK,
    chosenBy: "newest",
    pool: { certainty: "seen", seenAt: 900 },
  };
}

// 3 copies 1 whole, 4 takes half of 1, 5 is no JSON, 6 has nothing, 2 is honest.
const SPECS: readonly JudgedMinerSpec[] = [
  { uid: 1, rows: range(0, 100) },
  { uid: 2, rows: range(1_000, 1_100) },
  { uid: 3, rows: range(0, 100) },
  { uid: 4, rows: [...range(0, 50), ...range(2_000, 2_050)] },
  { uid: 5, rows: range(0, 100), status: "void" },
  { uid: 6 },
];

describe("createJudgementReport", () => {
  const report = createJudgementReport(createSource(SPECS), { steps: 10 });

  it("lists the worst miners first, with where their files are from", () => {
    const listed = report.miners.map(({ uid, verdict, repoId }) => [uid, verdict, repoId]);
    expect(listed).toEqual([
      [3, "duplicate", "user/data3"],
      [4, "duplicate", "user/data4"],
      [5, "invalid", "user/data5"],
      [6, "no-data", "user/data6"],
      [1, "eligible", "user/data1"],
      [2, "eligible", "user/data2"],
    ]);
    expect(report.miners[3]?.missing).toBe("no-commitment");
    expect(report.totals).toEqual({
      eligible: 2,
      duplicate: 2,
      invalid: 1,
      undecidable: 0,
      "no-data": 1,
    });
  });

  it("lists every pair of miners with rows that count, those that share most first", () => {
    const pairs = report.pairs.map(({ a, b, shared }) => `${a}-${b}: ${shared}`);
    expect(pairs).toHaveLength(6);
    expect(pairs.slice(0, 4)).toEqual(["1-3: 100", "1-4: 50", "3-4: 50", "1-2: 0"]);
  });

  it("gives each convicted pair the odds of being met, out of all uids", () => {
    const odds = getDetectionOdds(createInput([]).ruleSet, 6, 10);
    expect(report.convictions.map(({ detectionOdds }) => detectionOdds)).toEqual([
      odds,
      odds,
      odds,
    ]);
  });

  it("says nothing of those odds where it is not known who else is drawn", () => {
    const { convictions, block } = createJudgementReport({
      ...createSource(SPECS),
      block: undefined,
    });
    expect(block).toBeUndefined();
    expect(convictions.map(({ detectionOdds }) => detectionOdds)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("has groups without their pairs, which are listed once", () => {
    const [group] = report.groups;
    expect(group?.members.map(({ uid, role }) => [uid, role])).toEqual([
      [1, "first"],
      [3, "later"],
      [4, "later"],
    ]);
    expect(group?.members[2]?.sources).toEqual([
      {
        uid: 1,
        shared: 50,
        order: "earlier",
        blocksEarlier: 3,
        isSameColdkey: false,
        hadFirst: 50,
      },
      expect.objectContaining({ uid: 3, shared: 50, hadFirst: 0 }),
    ]);
  });

  it("replays only with a seed", () => {
    expect(report.replay).toBeUndefined();
    const { replay } = createJudgementReport(createSource(SPECS), { steps: 3, seed: 7n });
    expect(replay?.seed).toBe("7");
    expect(replay?.steps).toHaveLength(3);
  });

  it("is plain data", () => {
    const parsed: unknown = JSON.parse(JSON.stringify(report));
    expect(parsed).toMatchObject({
      schema: 1,
      block: BLOCK,
      pool: { status: "valid", seenAt: 900 },
    });
  });
});
