import type { ExportMiner, ExportPlan } from "./export-plan.ts";
import { toFolderName } from "./hub-layout-text.ts";

/** One file of a data set that is laid out for the Hub. */
export interface HubFile {
  /** `data/<competition>/uid-005-<commit8>.parquet`, safe on any system. */
  readonly path: string;
  /** Name of the configuration that it belongs to: that of its folder. */
  readonly config: string;
  readonly miner: ExportMiner;
}

/**
 * Where each miner's rows go in a data set for the Hub: a file a miner, so that little is uploaded again when one of them
 * changes, in a folder a competition. Competitions of different names never share a folder. Pure.
 *
 * @returns by uid; no file for a miner whose file has no rows
 */
export function planHubLayout({ miners }: Pick<ExportPlan, "miners">): readonly HubFile[] {
  return miners
    .filter(({ rows }) => rows > 0)
    .toSorted((a, b) => a.uid - b.uid)
    .map((miner) => {
      const config = toFolderName(miner.competitionId);
      const name = `uid-${String(miner.uid).padStart(3, "0")}-${miner.commit.slice(0, 8)}`;
      return { path: `data/${config}/${name}.parquet`, config, miner };
    });
}
