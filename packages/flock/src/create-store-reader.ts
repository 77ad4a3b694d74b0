import {
  findResolution,
  findSnapshotFile,
  isSnapshotComplete,
  listSnapshotFiles,
  selectSafeViewPaths,
  type Store,
} from "@flock-tools/store";
import type { FileScope, PlanReader } from "./plan-sync.ts";
import { DATA_FILE } from "./snapshot-paths.ts";

/** What a plan asks, answered by a store: `data` wants `data.jsonl` alone, `all` a snapshot that was fetched whole. */
export function createStoreReader(store: Store, scope: FileScope): Required<PlanReader> {
  return {
    have(repoId, commit) {
      if (scope === "all") {
        if (!isSnapshotComplete(store, { repoId, commit })) return undefined;
        const files = listSnapshotFiles(store, { repoId, commit });
        // Another version of this program may have taken names that this one does not write.
        const safe = new Set(selectSafeViewPaths(files.map(({ path }) => path)).safe);
        return files.filter(({ path }) => safe.has(path));
      }
      const file = findSnapshotFile(store, { repoId, commit, path: DATA_FILE });
      return file && [file];
    },
    resolved: (repoId, revision) => findResolution(store, { repoId, revision }),
  };
}
