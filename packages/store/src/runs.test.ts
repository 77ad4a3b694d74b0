import { expect, it } from "vitest";
import { blockAt, COMMIT, createFolder, createStore } from "../testing/helpers.ts";
import { finishRun, listRunOutcomes, listRuns, startRun } from "./runs.ts";

const OUTCOMES = [
  {
    uid: 5,
    hotkey: "h5",
    status: "downloaded",
    reason: undefined,
    repoId: "user/data",
    commit: COMMIT,
    sha256: "0".repeat(64),
    bytes: 150_000,
    rows: 100,
  },
  {
    uid: 3,
    hotkey: "h3",
    status: "failed",
    reason: "gated",
    repoId: undefined,
    commit: undefined,
    sha256: undefined,
    bytes: undefined,
    rows: undefined,
  },
];

it("tells of runs that ended and of one that did not", () => {
  const store = createStore(createFolder(), () => 9000);
  const first = startRun(store, { command: "dl", block: blockAt(7), startedAt: 1000 });
  const second = startRun(store, { command: "dl --eval" });
  finishRun(store, { runId: first, outcomes: OUTCOMES, exitCode: 3 });
  expect(listRuns(store)).toEqual([
    {
      runId: second,
      command: "dl --eval",
      block: undefined,
      startedAt: 9000,
      finishedAt: undefined,
      exitCode: undefined,
    },
    { runId: first, command: "dl", block: 7, startedAt: 1000, finishedAt: 9000, exitCode: 3 },
  ]);
  expect(listRunOutcomes(store, first)).toEqual(OUTCOMES);
  expect(listRunOutcomes(store, second)).toEqual([]);
});

it("keeps the last word on a run, whole or not at all", () => {
  const store = createStore();
  const runId = startRun(store, { command: "dl" });
  finishRun(store, { runId, outcomes: OUTCOMES, exitCode: 3 });
  finishRun(store, { runId, outcomes: OUTCOMES.slice(0, 1), exitCode: 0 });
  const bad = [OUTCOMES[1]!, { ...OUTCOMES[0]!, hotkey: "h\0" }];
  expect(() => finishRun(store, { runId, outcomes: bad, exitCode: 1 })).toThrow(RangeError);
  expect(listRunOutcomes(store, runId)).toEqual(OUTCOMES.slice(0, 1));
  expect(listRuns(store)[0]?.exitCode).toBe(0);
  expect(() => finishRun(store, { runId: runId + 1, outcomes: [], exitCode: 0 })).toThrow(
    RangeError,
  );
});
