import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createFile, createInput, createRules, range } from "../../testing/create-judgement.ts";
import { judge } from "./judge.ts";
import type { JudgedMiner, JudgementInput } from "./judgement-input.ts";
import { replay } from "./replay.ts";

// What the validator's loop would find in the end, done the slow and plain way: each ordered pair of miners put through
// the loop by itself, with sets of strings, and all that ever lost gathered. Nothing here is shared with the code.
function losersInTheEnd(input: JudgementInput): Set<number> {
  const lost = new Set<number>();
  for (const i of input.miners) {
    for (const j of input.miners) for (const uid of runStep(input, [i, j])) lost.add(uid);
  }
  return lost;
}

function runStep(
  { ruleSet, pool, miners }: JudgementInput,
  sample: readonly JudgedMiner[],
): number[] {
  const lost: number[] = [];
  const blockOf = (uid: number): number =>
    miners.find((miner) => miner.uid === uid)!.commitmentBlock!;
  const poolSet = new Set(load(pool));
  const groups: number[][] = [];
  const processed = new Set<number>();
  for (const i of sample) {
    if (processed.has(i.uid)) continue;
    const rows = load(i.file)?.slice(0, ruleSet.rows);
    if (rows === undefined || poolSet.size === 0 || intersect(poolSet, rows) !== rows.length) {
      lost.push(i.uid);
      continue;
    }
    for (const j of sample) {
      const others = load(j.file)?.slice(0, ruleSet.rows);
      if (i.uid === j.uid || processed.has(j.uid) || others === undefined) continue;
      if (intersect(new Set(others), rows) > ruleSet.threshold) {
        groups.push([i.uid, j.uid]);
        processed.add(i.uid).add(j.uid);
      }
    }
  }
  for (const group of groups) {
    const sorted = group.toSorted((a, b) => blockOf(a) - blockOf(b));
    lost.push(...sorted.slice(1));
  }
  for (const { uid, revision, commit } of sample) {
    if (lost.includes(uid)) continue;
    const length = Math.max(revision!.length, 7);
    if (ruleSet.pinRule && commit!.slice(0, length) !== revision) lost.push(uid);
  }
  return lost;
}

function load(file: JudgedMiner["file"] | undefined): (string | undefined)[] | undefined {
  return file?.status === "valid" ? file.rows.map((row) => row.canonical) : undefined;
}

function intersect(left: ReadonlySet<unknown>, right: readonly unknown[]): number {
  return [...new Set(right)].filter((row) => left.has(row)).length;
}

const miner = fc.record({
  block: fc.integer({ min: 1, max: 5 }),
  revision: fc.constantFrom("a".repeat(40), "a".repeat(7), "aaaaaa", "main", "None"),
  file: fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 8 }) },
    {
      weight: 8,
      arbitrary: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 8 }),
    },
    { weight: 1, arbitrary: fc.constantFrom("void" as const, "none" as const) },
  ),
});

const input = fc
  .record({
    miners: fc.array(miner, { minLength: 1, maxLength: 7 }),
    rows: fc.integer({ min: 1, max: 8 }),
    threshold: fc.integer({ min: 0, max: 4 }),
    pinRule: fc.boolean(),
  })
  .map(({ miners, ...rules }): JudgementInput => {
    const sample = { check: 5, evaluate: 3 };
    return {
      ...createInput([], {
        ruleSet: createRules({ ...rules, sample }),
        pool: createFile(range(0, 10)),
      }),
      miners: miners.map(({ block, revision, file }, uid) => ({
        uid,
        hotkey: `5Hot${uid}`,
        coldkey: `5Cold${uid}`,
        commitmentBlock: block,
        revision,
        commit: "a".repeat(40),
        file: toFile(file),
      })),
    };
  });

function toFile(file: readonly number[] | "void" | "none"): JudgedMiner["file"] {
  if (file === "none") return { status: "none", reason: "gated" };
  return file === "void" ? createFile([1, 2, 3], "void") : createFile(file);
}

it("convicts whom the validator's loop convicts in the end, and nobody else", () => {
  fc.assert(
    fc.property(input, (given) => {
      const judged = judge(given).miners.filter(({ verdict }) => verdict !== "eligible");
      expect(judged.map(({ uid }) => uid)).toEqual(
        [...losersInTheEnd(given)].toSorted((a, b) => a - b),
      );
    }),
    { seed: 96, numRuns: 3_000 },
  );
});

it("finds in a replay what the verdict says, and all of it if the day is long enough", () => {
  fc.assert(
    fc.property(input, fc.nat(), (given, seed) => {
      const losers = judge(given).miners.flatMap(({ uid, verdict }) =>
        verdict === "eligible" ? [] : [uid],
      );
      const lostIn = (steps: number): number[] =>
        replay(given, { seed, steps }).miners.flatMap(({ uid, outcome }) =>
          outcome === "lost" ? [uid] : [],
        );
      expect(losers).toEqual(expect.arrayContaining(lostIn(2)));
      expect(lostIn(400)).toEqual(losers);
    }),
    { seed: 97, numRuns: 60 },
  );
});
