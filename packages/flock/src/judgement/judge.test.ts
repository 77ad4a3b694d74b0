import { describe, expect, it } from "vitest";
import {
  COMMIT,
  createFile,
  createInput,
  createRules,
  type JudgedMinerSpec,
  range,
} from "../../testing/create-judgement.ts";
import { judge } from "./judge.ts";
import type { JudgementInput } from "./judgement-input.ts";
import type { Judgement, MinerVerdict } from "./verdict.ts";

function judgeMiners(
  miners: readonly JudgedMinerSpec[],
  changes?: Partial<JudgementInput>,
): Judgement {
  return judge(createInput(miners, changes));
}

function verdictOf(judgement: Judgement, uid: number): MinerVerdict {
  return judgement.miners.find((miner) => miner.uid === uid)!;
}

/** `verdict reason` by uid. */
function verdicts(judgement: Judgement): string[] {
  return judgement.miners.map(({ verdict, reason }) => `${verdict} ${reason}`);
}

const [ELIGIBLE, DUPLICATE] = ["eligible ok", "duplicate shared-rows"];

describe("step 1: what is there", () => {
  it("has no data for a miner without a submission", () => {
    const judgement = judgeMiners([{ uid: 7 }]);
    expect(verdicts(judgement)).toEqual(["no-data no-file"]);
    expect(verdictOf(judgement, 7)).toMatchObject({
      rowsThatCount: 0,
      inPool: 0,
      sentence: "no data set: no-commitment",
    });
    expect(judgement.totals["no-data"]).toBe(1);
  });
});

describe("step 2: the file and the pool", () => {
  it("passes 100 rows of the pool", () => {
    const judgement = judgeMiners([{ uid: 0, rows: range(0, 100) }]);
    expect(verdictOf(judgement, 0)).toMatchObject({
      verdict: "eligible",
      reason: "ok",
      rowsThatCount: 100,
      inPool: 100,
      repeated: 0,
      pin: "ok",
      sentence: "100 rows count, all from the pool, and no earlier miner has too many of them",
    });
  });

  it("passes fewer than 100 rows", () => {
    expect(verdicts(judgeMiners([{ uid: 0, rows: [3] }]))).toEqual([ELIGIBLE]);
  });

  it("passes a file without rows, as 0 of 0 rows are in the pool", () => {
    expect(verdicts(judgeMiners([{ uid: 0, rows: [] }]))).toEqual(["eligible no-rows"]);
  });

  it("voids a file for a bad row after those that count", () => {
    const rows = [...range(0, 5_000), undefined];
    const judgement = judgeMiners([{ uid: 0, rows, status: "void" }]);
    expect(verdicts(judgement)).toEqual(["invalid void-file"]);
    expect(verdictOf(judgement, 0).rowsThatCount).toBe(0);
  });

  it("fails one row outside the pool", () => {
    const judgement = judgeMiners([{ uid: 0, rows: [...range(0, 99), 5_000] }]);
    expect(verdictOf(judgement, 0)).toMatchObject({
      verdict: "invalid",
      reason: "outside-pool",
      inPool: 99,
      sentence: "1 row of the 100 that count is not in the evaluation pool",
    });
  });

  it("fails one repeated row within the 100", () => {
    const judgement = judgeMiners([{ uid: 0, rows: [...range(0, 99), 5] }]);
    expect(verdictOf(judgement, 0)).toMatchObject({
      verdict: "invalid",
      reason: "repeated-rows",
      inPool: 99,
      repeated: 1,
      sentence: "1 row of the 100 that count is a repetition",
    });
  });

  it("does not look at rows after the 100, neither foreign nor repeated nor shared", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: [...range(0, 100), 0, 9_999, ...range(200, 300)] },
      { uid: 1, rows: [...range(200, 300), ...range(0, 100)] },
    ]);
    expect(verdicts(judgement)).toEqual([ELIGIBLE, ELIGIBLE]);
    expect(judgement.pairs).toEqual([]);
  });

  it("counts a pool row once that the pool repeats", () => {
    const pool = createFile([1, 1, 2, 2]);
    expect(verdicts(judgeMiners([{ uid: 0, rows: [1, 2] }], { pool }))).toEqual([ELIGIBLE]);
    expect(verdicts(judgeMiners([{ uid: 0, rows: [1, 1] }], { pool }))).toEqual([
      "invalid repeated-rows",
    ]);
  });

  it("fails all for a pool that cannot be read", () => {
    const pool = createFile(range(0, 5_000), "void");
    expect(
      verdicts(
        judgeMiners(
          [
            { uid: 0, rows: range(0, 100) },
            { uid: 1, rows: [] },
          ],
          { pool },
        ),
      ),
    ).toEqual(["invalid pool-void", "invalid pool-void"]);
  });

  it("asks for no pool where the rules do not", () => {
    const ruleSet = createRules({ membership: false });
    const judgement = judgeMiners([{ uid: 0, rows: [9_000, 9_000] }], { ruleSet, pool: undefined });
    expect(verdicts(judgement)).toEqual([ELIGIBLE]);
    expect(verdictOf(judgement, 0)).toMatchObject({
      inPool: undefined,
      sentence: "2 rows count, and no earlier miner has too many of them",
    });
  });
});

describe("step 2: pairs", () => {
  it("lets 33 shared rows pass and convicts for 34", () => {
    expect(
      verdicts(
        judgeMiners([
          { uid: 0, rows: range(0, 100) },
          { uid: 1, rows: range(67, 167) },
        ]),
      ),
    ).toEqual([ELIGIBLE, ELIGIBLE]);
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(66, 166) },
    ]);
    expect(verdicts(judgement)).toEqual([ELIGIBLE, DUPLICATE]);
    expect(verdictOf(judgement, 1)).toMatchObject({
      convictedBy: { uid: 0, shared: 34, order: "earlier", isCertain: true },
      sentence: "shares 34 rows with uid 0, 33 are allowed; the other committed 1 block earlier",
    });
    expect(judgement.pairs).toEqual([
      { first: 0, second: 1, shared: 34, order: "earlier", isOneWay: false, isCertain: true },
    ]);
  });

  it("goes by the rules of 2025 where those are asked for", () => {
    const ruleSet = createRules({ rows: 250, threshold: 100 });
    const judgement = judgeMiners(
      [
        { uid: 0, rows: range(0, 250) },
        { uid: 1, rows: range(150, 400) },
        { uid: 2, rows: range(299, 549) },
      ],
      { ruleSet },
    );
    expect(verdicts(judgement)).toEqual([ELIGIBLE, ELIGIBLE, DUPLICATE]);
    expect(verdictOf(judgement, 2).convictedBy).toMatchObject({ uid: 1, shared: 101 });
  });

  it("does not compare a file that cannot be read, or none", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100), status: "void" },
      { uid: 1 },
      { uid: 2, rows: range(0, 100) },
    ]);
    expect(verdicts(judgement)).toEqual(["invalid void-file", "no-data no-file", ELIGIBLE]);
  });

  it("lets a miner that fails membership convict a later one: it is found, though it does not look", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: [...range(0, 99), 9_999] },
      { uid: 1, rows: range(0, 100) },
    ]);
    expect(verdicts(judgement)).toEqual(["invalid outside-pool", DUPLICATE]);
    expect(judgement.pairs).toMatchObject([{ first: 0, second: 1, shared: 99, isOneWay: true }]);
  });

  it("never groups two miners that both fail membership", () => {
    const rows = [...range(0, 99), 9_999];
    const judgement = judgeMiners([
      { uid: 0, rows },
      { uid: 1, rows },
    ]);
    expect(verdicts(judgement)).toEqual(["invalid outside-pool", "invalid outside-pool"]);
    expect(judgement.pairs).toEqual([]);
    expect(verdictOf(judgement, 1).convictions).toEqual([]);
  });
});

describe("step 3: who survives", () => {
  it("goes by the block of the commitment, not by uid", () => {
    const judgement = judgeMiners([
      { uid: 0, block: 500, rows: range(0, 100) },
      { uid: 1, block: 300, rows: range(0, 100) },
    ]);
    expect(verdicts(judgement)).toEqual([DUPLICATE, ELIGIBLE]);
    expect(judgement.pairs).toMatchObject([{ first: 1, second: 0, order: "earlier" }]);
    expect(verdictOf(judgement, 0).sentence).toContain("committed 200 blocks earlier");
  });

  it("lets a miner that has lost convict others: pairs, not connected components", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(50, 150) },
      { uid: 2, rows: range(100, 200) },
      { uid: 3, rows: range(180, 280) },
    ]);
    expect(verdicts(judgement)).toEqual([ELIGIBLE, DUPLICATE, DUPLICATE, ELIGIBLE]);
    expect(verdictOf(judgement, 2).convictions.map(({ uid }) => uid)).toEqual([1]);
  });

  it("makes both lose that committed in one block", () => {
    const judgement = judgeMiners([
      { uid: 0, block: 9, rows: range(0, 100) },
      { uid: 1, block: 9, rows: range(0, 100) },
    ]);
    expect(verdicts(judgement)).toEqual([DUPLICATE, DUPLICATE]);
    expect(verdictOf(judgement, 0).sentence).toBe(
      "shares 100 rows with uid 1, 33 are allowed; both committed in one block, so the one that is drawn later loses",
    );
  });

  it("lets the one that looks survive one of its block that only is found", () => {
    const judgement = judgeMiners([
      { uid: 0, block: 9, rows: [...range(0, 99), 9_999] },
      { uid: 1, block: 9, rows: range(0, 100) },
    ]);
    expect(verdicts(judgement)).toEqual(["invalid outside-pool", ELIGIBLE]);
  });

  it("names the partner with the most shared rows first", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(200, 300) },
      { uid: 2, rows: [...range(0, 40), ...range(200, 260)] },
    ]);
    expect(verdictOf(judgement, 2).convictions).toMatchObject([
      { uid: 1, shared: 60 },
      { uid: 0, shared: 40 },
    ]);
  });
});

describe("step 4: the pin", () => {
  const cases = [
    { revision: COMMIT, pin: "ok", verdict: ELIGIBLE },
    { revision: COMMIT.slice(0, 7), pin: "ok", verdict: ELIGIBLE },
    { revision: COMMIT.slice(0, 6), pin: "short", verdict: "invalid pin-short" },
    { revision: "main", pin: "not-a-prefix", verdict: "invalid pin-not-a-prefix" },
    { revision: "None", pin: "not-a-prefix", verdict: "invalid pin-not-a-prefix" },
    { revision: COMMIT.toUpperCase(), pin: "not-a-prefix", verdict: "invalid pin-not-a-prefix" },
    { revision: `${COMMIT}0`, pin: "not-a-prefix", verdict: "invalid pin-not-a-prefix" },
    { revision: "", pin: "not-a-prefix", verdict: "invalid pin-not-a-prefix" },
    { revision: undefined, pin: "unknown", verdict: ELIGIBLE },
  ];
  it.each(cases)("finds $revision $pin", ({ revision, pin, verdict }) => {
    const judgement = judgeMiners([{ uid: 0, rows: [1], revision }]);
    expect(verdicts(judgement)).toEqual([verdict]);
    expect(verdictOf(judgement, 0).pin).toBe(pin);
  });

  it("comes after the pairs, so that a miner without a pin convicts others", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100), revision: "main" },
      { uid: 1, rows: range(0, 100), revision: "main" },
    ]);
    expect(verdicts(judgement)).toEqual(["invalid pin-not-a-prefix", DUPLICATE]);
  });

  it("is not asked for where the rules do not", () => {
    const ruleSet = createRules({ pinRule: false });
    const judgement = judgeMiners([{ uid: 0, rows: [1], revision: "main" }], { ruleSet });
    expect(verdicts(judgement)).toEqual([ELIGIBLE]);
  });
});

describe("what is not known", () => {
  it("leaves those open that nothing else convicts if there is no pool", () => {
    const judgement = judgeMiners(
      [
        { uid: 0, rows: range(0, 100) },
        { uid: 1, rows: range(0, 100) },
        { uid: 2, rows: [1, 1] },
      ],
      { pool: undefined },
    );
    expect(verdicts(judgement)).toEqual([
      "undecidable pool-missing",
      DUPLICATE,
      "invalid repeated-rows",
    ]);
    expect(judgement.pool).toEqual({
      status: "missing",
      rows: 0,
      distinctRows: 0,
      unknownRows: 0,
    });
  });

  it("fails a foreign row even if it is open whether the pool can be read", () => {
    const pool = createFile(range(0, 100), "undecidable");
    const judgement = judgeMiners(
      [
        { uid: 0, rows: [500] },
        { uid: 1, rows: [5] },
      ],
      { pool },
    );
    expect(verdicts(judgement)).toEqual(["invalid outside-pool", "undecidable pool-undecidable"]);
  });

  it("leaves open a miner that only an undecidable file would convict, and that file itself", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100), status: "undecidable" },
      { uid: 1, rows: range(0, 100) },
    ]);
    expect(verdicts(judgement)).toEqual([
      "undecidable undecidable-file",
      "undecidable undecidable-partner",
    ]);
    expect(judgement.pairs).toMatchObject([{ first: 0, second: 1, isCertain: false }]);
  });

  it("leaves an undecidable file open whatever else is wrong with it", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(0, 100), status: "undecidable" },
      { uid: 2, rows: [9_999], status: "undecidable", revision: "main" },
    ]);
    expect(verdicts(judgement)).toEqual([
      ELIGIBLE,
      "undecidable undecidable-file",
      "undecidable undecidable-file",
    ]);
    expect(verdictOf(judgement, 1).convictedBy).toMatchObject({ uid: 0, isCertain: false });
  });

  it("leaves open what rows that are not known would decide", () => {
    const rows = [...range(0, 33), undefined];
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows, status: "undecidable" },
    ]);
    expect(verdicts(judgement)).toEqual([ELIGIBLE, "undecidable undecidable-file"]);
    expect(verdictOf(judgement, 1).convictions).toEqual([
      { uid: 0, shared: 33, order: "earlier", isCertain: false },
    ]);
  });

  it("leaves both open if it is not known who committed first", () => {
    const judgement = judgeMiners([
      { uid: 0, rows: range(0, 100), commitmentBlock: undefined },
      { uid: 1, rows: range(0, 100), commitmentBlock: undefined },
    ]);
    expect(verdicts(judgement)).toEqual(["undecidable order-unknown", "undecidable order-unknown"]);
    expect(judgement.pairs).toMatchObject([{ order: "unknown", shared: 100, isCertain: true }]);
    expect(verdictOf(judgement, 0).sentence).toBe(
      "shares 100 rows with uid 1, 33 are allowed; who committed first is not known",
    );
  });
});

it("lists the miners by uid, in whatever order they come, and counts the verdicts", () => {
  const judgement = judgeMiners([
    { uid: 5, rows: range(0, 100) },
    { uid: 2, rows: range(0, 100) },
    { uid: 9 },
  ]);
  expect(judgement.miners.map(({ uid }) => uid)).toEqual([2, 5, 9]);
  expect(judgement.ruleSet).toBe("2026-02");
  expect(judgement.totals).toEqual({
    eligible: 1,
    duplicate: 1,
    invalid: 0,
    undecidable: 0,
    "no-data": 1,
  });
});
