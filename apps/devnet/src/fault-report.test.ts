import type { FaultPlan } from "@flock-tools/devnet";
import { expect, it } from "vitest";
import { summariseFaults, watchFaults } from "./fault-report.ts";

/** A terminal that remembers what it was told, and a clock that is turned by hand. */
function startWatch(canRedraw: boolean) {
  const said: unknown[] = [];
  const plan: { injected: FaultPlan["injected"] } = { injected: {} };
  const timer = { ms: 0, tick: (): void => undefined, stopped: 0 };
  const stop = watchFaults({
    plan,
    terminal: { canRedraw },
    output: {
      note: (line) => said.push(["note", line]),
      status: (line) => said.push(["status", line]),
    },
    every(ms, tick) {
      Object.assign(timer, { ms, tick });
      return () => {
        timer.stopped += 1;
      };
    },
  });
  return { said, plan, timer, stop };
}

it.each([
  [true, "status", 1000],
  [false, "note", 10_000],
])("shows what is new, on a terminal (%s) as a %s, every %d ms", (canRedraw, way, ms) => {
  const { said, plan, timer, stop } = startWatch(canRedraw);
  expect(timer.ms).toBe(ms);
  timer.tick();
  expect(said).toEqual([]);
  plan.injected = { "hub:drop": 1, "chain:close": 2 };
  timer.tick();
  timer.tick();
  plan.injected = { "hub:drop": 1234, "chain:close": 2, "hub:503": 2 };
  timer.tick();
  stop();
  expect(said).toEqual([
    [way, "faults so far: 3 (chain:close 2, hub:drop 1)"],
    [way, "faults so far: 1,238 (hub:drop 1,234, chain:close 2, hub:503 2)"],
    ["status", undefined],
  ]);
  expect(timer.stopped).toBe(1);
});

it("has a last word", () => {
  expect(summariseFaults({ seed: 7, injected: {} })).toBe("faults injected with seed 7: none");
  expect(summariseFaults({ seed: 7, injected: { "hub:gzip": 3 } })).toBe(
    "faults injected with seed 7: 3 (hub:gzip 3)",
  );
});
