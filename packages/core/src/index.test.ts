import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "DEFAULT_RETRY_POLICY",
    "FlockError",
    "UsageError",
    "delay",
    "isCommitHash",
    "isRepoId",
    "parseRetryAfter",
    "raceAbort",
    "retry",
    "silentLogger",
    "steadyClock",
    "toHex",
  ]);
});
