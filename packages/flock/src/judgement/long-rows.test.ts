import { indexRows } from "@flock-tools/dataset";
import { describe, expect, it } from "vitest";
import { createInput, createMiner, createRules } from "../../testing/create-judgement.ts";
import { judge } from "./judge.ts";
import { type MinerFile, toMinerFile } from "./judgement-input.ts";
import { listSharedRows } from "./list-shared-rows.ts";
import { replay } from "./replay.ts";

const SHORT = Array.from({ length: 10 }, (_, row) => `{"id": ${row}}`);
const LONG = `{"text": "${"x".repeat(60)}"}`;
const RESPELLED = `{"text":  "${"x".repeat(60)}"}`;
const LONGER = `{"text": "${"x".repeat(99)}"}`;
// Short enough to be read whole, and printed as more than the cap.
const WIDE = `["${"é".repeat(15)}"]`;

/** A file as it is known if lines of more than 40 bytes are not held. */
function index(rows: readonly string[]): MinerFile {
  return toMinerFile(indexRows(Buffer.from(rows.join("\n")), { caps: { lineBytes: 40 } }));
}

function judgeOne(rows: readonly string[], pool: readonly string[]): string {
  const miners = [createMiner({ uid: 1, file: index(rows) })];
  const [found] = judge(createInput([], { pool: index(pool), miners })).miners;
  return `${found?.verdict} ${found?.reason}`;
}

describe("a row that is too long to be held", () => {
  it.each([
    { name: "in a pool of short ones", rows: [LONG], pool: SHORT, verdict: "invalid outside-pool" },
    {
      name: "beside rows of the pool",
      rows: [...SHORT, LONG],
      pool: SHORT,
      verdict: "invalid outside-pool",
    },
    { name: "in the pool, byte for byte", rows: [LONG], pool: [LONG], verdict: "eligible ok" },
    {
      name: "in the pool in other bytes",
      rows: [LONG],
      pool: [RESPELLED],
      verdict: "undecidable unknown-rows",
    },
    { name: "in the pool only", rows: SHORT, pool: [...SHORT, LONG], verdict: "eligible ok" },
    {
      name: "in the pool, and a short one that is not",
      rows: ["1"],
      pool: [LONG],
      verdict: "invalid outside-pool",
    },
    { name: "twice", rows: [LONG, LONG], pool: [LONG], verdict: "invalid repeated-rows" },
    {
      name: "twice in other bytes",
      rows: [LONG, RESPELLED],
      pool: [LONG, RESPELLED],
      verdict: "undecidable unknown-rows",
    },
    {
      name: "and one that is printed as long",
      rows: [WIDE],
      pool: [LONG],
      verdict: "undecidable unknown-rows",
    },
    {
      name: "and one that is printed shorter than that",
      rows: [WIDE],
      pool: [LONGER],
      verdict: "invalid outside-pool",
    },
    {
      name: "and one of the pool that is printed as long",
      rows: [LONG],
      pool: [WIDE],
      verdict: "undecidable unknown-rows",
    },
    {
      name: "and one of the pool that is printed shorter",
      rows: [LONGER],
      pool: [WIDE],
      verdict: "invalid outside-pool",
    },
  ])("is judged as far as it is known: $name", ({ rows, pool, verdict }) => {
    expect(judgeOne(rows, pool)).toBe(verdict);
  });

  it("does not matter after the rows that count, but that Python reads it", () => {
    const ruleSet = createRules({ rows: 10 });
    const judgeWith = (last: string): unknown =>
      judge(
        createInput([], {
          ruleSet,
          pool: index(SHORT),
          miners: [createMiner({ uid: 1, file: index([...SHORT, last]) })],
        }),
      ).miners[0];
    expect(judgeWith(LONG)).toMatchObject({ verdict: "eligible", inPool: 10, rowsThatCount: 10 });
    expect(judgeWith(LONG.slice(0, -1))).toMatchObject({ verdict: "invalid", reason: "void-file" });
  });

  it("says why", () => {
    const file = index([LONG, RESPELLED]);
    const sentenceWith = (pool: readonly string[]): string | undefined =>
      judge(createInput([], { pool: index(pool), miners: [createMiner({ uid: 1, file })] }))
        .miners[0]?.sentence;
    expect(sentenceWith(SHORT)).toBe("2 rows of the 2 that count are not in the evaluation pool");
    expect(sentenceWith([LONG])).toBe(
      "2 rows of the 2 that count are too long to be told from others, in the evaluation pool or among themselves",
    );
  });

  it("is shared if its bytes are, and may be if they are not", () => {
    const ruleSet = createRules({ rows: 10, threshold: 3, membership: false });
    const verdicts = (rows: readonly string[]): unknown =>
      judge(
        createInput([], {
          ruleSet,
          miners: [
            createMiner({ uid: 1, file: index([...SHORT.slice(0, 3), LONG]) }),
            createMiner({ uid: 2, file: index(rows) }),
          ],
        }),
      ).miners.map(({ verdict, reason, convictedBy }) => [verdict, reason, convictedBy?.shared]);
    const first = ["eligible", "ok", undefined];
    expect(verdicts([LONG, ...SHORT.slice(0, 3)])).toEqual([
      first,
      ["duplicate", "shared-rows", 4],
    ]);
    expect(verdicts([RESPELLED, ...SHORT.slice(0, 3)])).toEqual([
      first,
      ["undecidable", "undecidable-partner", 3],
    ]);
    expect(verdicts([RESPELLED, ...SHORT.slice(0, 2)])).toEqual([first, first]);
    expect(verdicts(SHORT.slice(0, 3))).toEqual([first, first]);
    // Of three in other bytes all may be one.
    expect(verdicts([LONG, RESPELLED, LONGER, ...SHORT.slice(0, 3)])).toEqual([
      first,
      ["undecidable", "undecidable-partner", 4],
    ]);
  });

  it("is listed as shared by its bytes", () => {
    const miners = [LONG, RESPELLED, LONG].map((row, uid) =>
      createMiner({ uid, file: index([row, "1"]) }),
    );
    const input = createInput([], { pool: index([LONG]), miners });
    const [long, short] = listSharedRows(input, { a: 0, b: 2 });
    expect(long).toMatchObject({ inA: [0], inB: [0], isIdentical: true, isInPool: true });
    expect(short).toMatchObject({ inA: [1], inB: [1], isInPool: false });
    expect(listSharedRows(input, { a: 0, b: 1 })).toMatchObject([{ inA: [1], inB: [1] }]);
  });

  it("is taken for what it seems in a replay, which says so", () => {
    const miners = [
      createMiner({ uid: 1, file: index([LONG]) }),
      createMiner({ uid: 2, rows: [] }),
    ];
    const { assumed, miners: outcomes } = replay(
      createInput([], { pool: index([RESPELLED]), miners }),
      { seed: 1, steps: 1 },
    );
    expect(assumed).toEqual([1]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["trained", "trained"]);
  });
});
