import { describe, expect, it } from "vitest";
import { createFile, createInput, createRules, range } from "../../testing/create-judgement.ts";
import { createNumpyRandom } from "./numpy-random.ts";
import { replay, type ReplayOutcome } from "./replay.ts";

const ALL = { check: 50, evaluate: 10 };

function outcomes(miners: readonly ReplayOutcome[]): string[] {
  return miners.map(({ outcome, loss }) =>
    loss === undefined ? outcome : `${outcome} ${loss.reason}`,
  );
}

describe("replay", () => {
  it("draws 50 to check of all uids, and 10 of those to evaluate, from one generator", () => {
    const given = createInput(range(0, 256).map((uid) => ({ uid, rows: [uid] })));
    const { steps } = replay(given, { seed: 7, steps: 3 });
    const random = createNumpyRandom(7);
    for (const { checked, evaluated } of steps) {
      const expected = random.choose(range(0, 256), 50);
      expect(checked).toEqual(expected);
      expect(evaluated).toEqual(random.choose(expected, 10));
    }
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  it("gives the same day for a seed, and another for another", () => {
    const given = createInput(range(0, 60).map((uid) => ({ uid, rows: range(uid, uid + 100) })));
    const day = replay(given, { seed: 1, steps: 5 });
    expect(replay(given, { seed: 1n, steps: 5 })).toEqual(day);
    expect(replay(given, { seed: 2, steps: 5 })).not.toEqual(day);
    expect(day.seed).toBe("1");
  });

  it("gives 999 for what is missing, void, outside the pool or not pinned, and trains the rest", () => {
    const given = createInput([
      { uid: 0 },
      { uid: 1, rows: [1], status: "void" },
      { uid: 2, rows: [9_999] },
      { uid: 3, rows: [3], revision: "main" },
      { uid: 4, rows: [4] },
      { uid: 5, rows: range(0, 100) },
      { uid: 6, rows: range(50, 150) },
    ]);
    const { miners, steps } = replay(given, { seed: 5, steps: 1 });
    expect(outcomes(miners)).toEqual([
      "lost no-file",
      "lost void-file",
      "lost membership",
      "lost pin",
      "trained",
      "trained",
      "lost duplicate",
    ]);
    expect(miners[6]?.loss).toEqual({ uid: 6, reason: "duplicate", partner: 5, step: 1 });
    expect(steps[0]?.groups).toMatchObject([{ shared: 50, survivor: 5 }]);
    expect(steps[0]?.groups[0]?.uids.toSorted()).toEqual([5, 6]);
  });

  it("checks the pin of those that are evaluated only", () => {
    const ruleSet = createRules({ sample: { check: 4, evaluate: 1 } });
    const given = createInput(
      range(0, 4).map((uid) => ({ uid, rows: [uid], revision: "main" })),
      { ruleSet },
    );
    const { miners } = replay(given, { seed: 3, steps: 1 });
    expect(outcomes(miners).toSorted()).toEqual(["lost pin", "passed", "passed", "passed"]);
  });

  it("passes over those that are in a group already, so one step finds less than all pairs", () => {
    const chain = createInput([
      { uid: 0, rows: range(0, 100) },
      { uid: 1, rows: range(50, 150) },
      { uid: 2, rows: range(100, 200) },
    ]);
    // Whoever is drawn first: 0 finds 1 only, then 2 finds nobody who is free; 1 finds both.
    const found = new Map<number, number>();
    for (const seed of range(0, 30)) {
      const [step] = replay(chain, { seed, steps: 1 }).steps;
      const [first] = step!.checked;
      found.set(first!, step!.groups.length);
      expect(step!.groups).toHaveLength(first === 1 ? 2 : 1);
    }
    expect(new Set(found.keys())).toEqual(new Set([0, 1, 2]));
  });

  it("lets the one that looks survive one that committed in its block", () => {
    const given = createInput([
      { uid: 0, block: 5, rows: range(0, 100) },
      { uid: 1, block: 5, rows: range(0, 100) },
    ]);
    const survivors = new Set<number>();
    for (const seed of range(0, 20)) {
      const [step] = replay(given, { seed, steps: 1 }).steps;
      expect(step!.groups[0]!.survivor).toBe(step!.checked[0]);
      survivors.add(step!.groups[0]!.survivor);
    }
    expect(survivors.size).toBe(2);
  });

  it("keeps a loss already recorded: nobody is trained twice or after 999", () => {
    const given = createInput(
      range(0, 8).map((uid) => ({ uid, rows: range(uid * 30, uid * 30 + 100) })),
    );
    const { steps, miners } = replay(given, { seed: 11, steps: 20 });
    const trained = steps.flatMap((step) => step.trained);
    expect(new Set(trained).size).toBe(trained.length);
    for (const { uid, loss, trainedAt } of miners) {
      if (loss === undefined || trainedAt === undefined) continue;
      expect({ uid, isBefore: trainedAt < loss.step }).toEqual({ uid, isBefore: true });
    }
  });

  it("takes an undecidable file for void, or for valid if asked to, and says so", () => {
    const given = createInput([{ uid: 0, rows: [1], status: "undecidable" }]);
    const day = replay(given, { seed: 0, steps: 1 });
    expect(outcomes(day.miners)).toEqual(["lost void-file"]);
    expect(day.assumed).toEqual([0]);
    const other = replay(given, { seed: 0, steps: 1, undecidable: "valid" });
    expect(outcomes(other.miners)).toEqual(["trained"]);
  });

  it("finds nothing in no steps", () => {
    const { miners, steps } = replay(createInput([{ uid: 3, rows: [1] }]), { seed: 0, steps: 0 });
    expect(steps).toEqual([]);
    expect(outcomes(miners)).toEqual(["never-drawn"]);
  });

  it("fails all for a pool that cannot be read", () => {
    const given = createInput([{ uid: 0, rows: [1] }], { pool: createFile([1], "void") });
    expect(outcomes(replay(given, { seed: 0, steps: 1 }).miners)).toEqual(["lost membership"]);
  });

  it("rejects what it cannot replay", () => {
    const ruleSet = createRules({ sample: ALL });
    expect(() =>
      replay(createInput([], { ruleSet, pool: undefined }), { seed: 0, steps: 1 }),
    ).toThrow("a replay needs the evaluation pool");
    const unknown = createInput([{ uid: 4, rows: [1], commitmentBlock: undefined }]);
    expect(() => replay(unknown, { seed: 0, steps: 1 })).toThrow(
      "a replay needs every commitment's block: uid 4 has none",
    );
    expect(() => replay(createInput([]), { seed: 0, steps: -1 })).toThrow(
      "steps must be an integer >= 0: got -1",
    );
  });

  it.each([
    ["without a pool", createInput([], { pool: undefined }), /pnpm dl --eval/],
    [
      "without blocks",
      createInput([{ uid: 4, rows: [1], commitmentBlock: undefined }]),
      /a store that pnpm dl filled/,
    ],
  ])("says what to do %s", (_, input, next) => {
    expect(() => replay(input, { seed: 0, steps: 1 })).toThrow(
      expect.objectContaining({ next: expect.stringMatching(next) as string }),
    );
  });
});
