import type { ExportPlan, ExportMiner } from "./export-plan.ts";
import type { Cell, TableRow } from "@flock-tools/tabular";
import type { SelectedRow } from "./read-selected-rows.ts";
import type { RowTwin } from "./row-twins.ts";

/** Makes the cells of a row; those of its twins only if they are given. */
export type RowCells = (row: SelectedRow, twin: RowTwin | undefined) => TableRow;

/** Creates what makes the cells of a miner's rows, in the order of the schema of exported rows. */
export function createRowCells(
  { netuid, block }: Pick<ExportPlan, "netuid" | "block">,
  miner: ExportMiner,
): RowCells {
  const observedAt = BigInt(block.timestamp) * 1000n;
  const { uid, hotkey, coldkey, repoId, commit, competitionId } = miner;
  const { commitmentBlock, firstSeenBlock } = miner;
  return ({ row, line, conversation }, twin) => {
    const cells: Cell[] = [
      netuid,
      uid,
      hotkey,
      coldkey,
      repoId,
      commit,
      competitionId,
      commitmentBlock,
      firstSeenBlock,
      observedAt,
      row.row,
      row.raw,
      row.canonical ?? null,
      toJsonCell(conversation.system),
      toJsonCell(conversation.conversations),
      conversation.fits ? null : readRaw(line),
      conversation.turns ?? null,
      conversation.characters ?? null,
      row.status === "valid",
    ];
    if (twin !== undefined) {
      cells.push(
        twin.cluster ?? null,
        twin.isFirst,
        twin.nearestUid ?? null,
        twin.similarity ?? null,
      );
    }
    return cells;
  };
}

function toJsonCell(json: Uint8Array | undefined): Cell {
  return json === undefined ? null : { json };
}

function readRaw(line: Uint8Array | undefined): string | null {
  if (line === undefined) return null;
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString();
}
