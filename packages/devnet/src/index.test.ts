import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "MALFORMED_KINDS",
    "WORLD_NAMES",
    "alterValues",
    "createWorld",
    "rateLimited",
    "startChainServer",
    "startDevnet",
    "startHubServer",
    "upgradeAtRequest",
  ]);
});
