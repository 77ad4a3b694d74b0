import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type Interval, type IntervalChange, planIntervals } from "./intervals.ts";

type Facts = readonly { readonly block: number; readonly keys: readonly string[] }[];
type Plain = readonly [key: string, first: number, last: number];

/** Applies the plans of one recording after the other. */
function replay(facts: Facts): Plain[] {
  const observed = new Set<number>();
  let intervals: Interval[] = [];
  let nextId = 1;
  for (const { block, keys } of facts) {
    const others = [...observed].filter((other) => other !== block);
    const position = {
      block,
      previous: others.filter((other) => other < block).toSorted((a, b) => b - a)[0],
      next: others.filter((other) => other > block).toSorted((a, b) => a - b)[0],
      isNew: !observed.has(block),
    };
    observed.add(block);
    const open = (interval: Omit<Interval, "id">): void => {
      intervals.push({ id: nextId, ...interval });
      nextId += 1;
    };
    const keyOf = (id: number): string => intervals.find((interval) => interval.id === id)!.key;
    for (const change of planIntervals(position, intervals, new Set(keys))) {
      if (change.type === "open") open({ key: change.key, first: block, last: block });
      if (change.type === "copy")
        open({ first: change.first, last: change.last, key: keyOf(change.id) });
      if (change.type === "remove") intervals = intervals.filter(({ id }) => id !== change.id);
      if (change.type === "resize") {
        intervals = intervals.map((old) => (old.id === change.id ? { ...old, ...change } : old));
      }
    }
  }
  return intervals.map(({ key, first, last }): Plain => [key, first, last]).toSorted(compare);
}

/** What the intervals mean, said in the plainest way: runs of observed blocks that have the key. */
function expected(facts: Facts): Plain[] {
  const observed = [...new Set(facts.map(({ block }) => block))].toSorted((a, b) => a - b);
  const keys = new Set(facts.flatMap((fact) => fact.keys));
  const result: Plain[] = [];
  for (const key of keys) {
    let run: number[] = [];
    for (const block of [...observed, undefined]) {
      const isThere = facts.some((fact) => fact.block === block && fact.keys.includes(key));
      if (isThere) run.push(block!);
      else if (run.length > 0) {
        result.push([key, run[0]!, run.at(-1)!]);
        run = [];
      }
    }
  }
  return result.toSorted(compare);
}

function compare(a: Plain, b: Plain): number {
  return a[0].localeCompare(b[0]) || a[1] - b[1];
}

const facts = fc.array(
  fc.record({
    block: fc.integer({ min: 0, max: 12 }),
    keys: fc.uniqueArray(fc.constantFrom("a", "b", "c")),
  }),
  { maxLength: 14 },
);

it("gives the maximal runs of observed blocks, in any order and with repetitions", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(replay(given)).toEqual(expected(given));
    }),
    { numRuns: 2000 },
  );
});

it("changes nothing when the same is recorded again", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(replay([...given, ...given])).toEqual(replay(given));
    }),
  );
});

it.each([
  {
    title: "a block in the middle without the key cuts the interval",
    position: { block: 5, previous: 3, next: 9, isNew: true },
    keys: [],
    changes: [
      { type: "resize", id: 1, first: 1, last: 3 },
      { type: "copy", id: 1, first: 9, last: 9 },
    ],
  },
  {
    title: "a known block loses nothing when it is recorded with less",
    position: { block: 5, previous: 3, next: 9, isNew: false },
    keys: [],
    changes: [],
  },
  {
    title: "a block in the middle with the key changes nothing",
    position: { block: 5, previous: 3, next: 9, isNew: true },
    keys: ["a"],
    changes: [],
  },
  {
    title: "the next block extends the interval",
    position: { block: 10, previous: 9, next: undefined, isNew: true },
    keys: ["a"],
    changes: [{ type: "resize", id: 1, first: 1, last: 10 }],
  },
  {
    title: "a gap is not bridged",
    position: { block: 12, previous: 11, next: undefined, isNew: true },
    keys: ["a"],
    changes: [{ type: "open", key: "a" }],
  },
] satisfies {
  title: string;
  position: Parameters<typeof planIntervals>[0];
  keys: string[];
  changes: IntervalChange[];
}[])("$title", ({ position, keys, changes }) => {
  const intervals = [{ id: 1, key: "a", first: 1, last: 9 }];
  expect(planIntervals(position, intervals, new Set(keys))).toEqual(changes);
});
