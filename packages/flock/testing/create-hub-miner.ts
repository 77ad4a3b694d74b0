import type { ExportMiner } from "../src/export/export-plan.ts";

/** A miner of a plan, with a file of ten rows. */
export function createHubMiner(
  changes: Partial<ExportMiner> & { readonly uid: number },
): ExportMiner {
  return {
    hotkey: `5Hot${changes.uid}`,
    coldkey: `5Cold${changes.uid}`,
    repoId: `miner${changes.uid}/data`,
    competitionId: "7",
    revision: "main",
    commit: "0123abcd".repeat(5),
    commitmentBlock: 900 + changes.uid,
    firstSeenBlock: 1_000,
    sha256: "ef".repeat(32),
    rows: 10,
    bytes: 1_000,
    status: "valid",
    ...changes,
  };
}
