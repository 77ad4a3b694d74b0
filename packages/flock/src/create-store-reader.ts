import {
  findResolution,
  findSnapshotFile,
  isSnapshotComplete,
  listSnapshotFiles,
  type Store,
} from "@flock-tools/store";
import type { FileScope, PlanReader } from "./plan-sync.ts";
import { DATA_FILE } from "./snapshot-paths.ts";

/** What a plan asks, answered by a store: `data` wants `data.jsonl` alone, `all` a snapshot that was fetched whole. */
export function createStoreReader(store: Store, scope: FileScope): Required<PlanReader> {
  return {
    have(repoId, commit) {
      if (scope === "all") {
        return isSnapshotComplete(store, { repoId, commit })
          ? listSnapshotFiles(store, { repoId, commit })
          : undefined;
      }
      const file = findSnapshotFile(store, { repoId, commit, path: DATA_FILE });
      return file && [file];
    },
    resolved: (repoId, revision) => findResolution(store, { repoId, revision }),
  };
}
