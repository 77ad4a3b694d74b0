import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "DATA_FILE",
    "DEFAULT_CONCURRENCY",
    "DEFAULT_MAX_BYTES",
    "EVALUATION_POOL",
    "createReport",
    "createStoreReader",
    "executePlan",
    "fetchEvaluationPool",
    "findFlock",
    "indexStore",
    "measurePlan",
    "parseCommitment",
    "planSync",
    "rankSubnets",
    "scoreSubnet",
    "selectMiners",
    "syncSubnet",
  ]);
});
