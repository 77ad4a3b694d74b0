import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "FAULT_NAMES",
    "MALFORMED_KINDS",
    "PASSING_FAULTS",
    "WORLD_NAMES",
    "alterValues",
    "createFaultPlan",
    "createWorld",
    "rateLimited",
    "startChainServer",
    "startDevnet",
    "startHubServer",
    "upgradeAtRequest",
  ]);
});
