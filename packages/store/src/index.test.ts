import { expect, it } from "vitest";
import * as barrel from "./index.ts";

it("exports exactly this", () => {
  expect(Object.keys(barrel).toSorted()).toEqual([
    "StoreError",
    "commitFile",
    "digestStore",
    "findObservation",
    "findResolution",
    "findSnapshotFile",
    "finishRun",
    "isSafeViewPath",
    "isSnapshotComplete",
    "listCommitments",
    "listObservedBlocks",
    "listRunOutcomes",
    "listRuns",
    "listSnapshotFiles",
    "markSnapshotComplete",
    "openBlob",
    "openPartial",
    "openStore",
    "readBlob",
    "readStoreIdentity",
    "recordObservation",
    "recordResolution",
    "removeView",
    "selectSafeViewPaths",
    "startRun",
    "sweepPartials",
    "writeView",
  ]);
});
