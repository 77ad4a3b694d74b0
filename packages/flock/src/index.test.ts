import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "DATA_FILE",
    "DEFAULT_CONCURRENCY",
    "DEFAULT_MAX_BYTES",
    "EVALUATION_POOL",
    "RULE_SETS",
    "checkPin",
    "createNumpyRandom",
    "createReport",
    "createStoreReader",
    "executePlan",
    "fetchEvaluationPool",
    "findFlock",
    "findGroups",
    "getDetectionOdds",
    "getRuleSetAt",
    "getUniformOdds",
    "indexStore",
    "judge",
    "listPairs",
    "measurePlan",
    "parseCommitment",
    "parseRuleSet",
    "planSync",
    "rankSubnets",
    "replay",
    "scoreSubnet",
    "selectMiners",
    "syncSubnet",
    "toMinerFile",
  ]);
});
