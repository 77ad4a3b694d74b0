import type { AbortOptions, Uid } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import { createRowChoice } from "../export/create-row-choice.ts";
import { createRowFilter } from "../export/create-row-filter.ts";
import type { ExportMiner, ExportPlan } from "../export/export-plan.ts";
import { type FileRow, listFileRows } from "../export/list-file-rows.ts";
import {
  type ExportRows,
  readExportRows,
  type ReadExportRowsOptions,
} from "../export/read-export-rows.ts";
import type { RowChoice } from "../export/read-selected-rows.ts";
import { createMixRows, type MixRows } from "./mix-rows.ts";

/** How many rows of one miner were left out before anything was compared, and of how many. */
interface LeftOutRows {
  readonly rows: number;
  readonly invalid: number;
  readonly tooLong: number;
}

/** What a mix is made of. */
export interface MixMaterial {
  readonly plan: ExportPlan;
  /** Whoever has the lower number was first: by the commitment's block, then by uid. */
  readonly sources: readonly ExportMiner[];
  /** By source. */
  readonly leftOut: readonly LeftOutRows[];
  /** Rows that every Python reads, by source, then by their place in the file. */
  readonly rows: MixRows;
}

export type ChooseMixRowsOptions = Pick<
  ReadExportRowsOptions,
  "selection" | "filter" | "ruleSet" | "onIndexProgress" | "signal"
>;

// What reads the texts holds no longer lines.
const LONGEST_ROW = 16_000_000;

/**
 * Chooses the rows that a selection takes.
 *
 * @throws what `readExportRows` and its rows throw
 */
export async function chooseMixRows(
  store: Store,
  options: ChooseMixRowsOptions,
): Promise<MixMaterial> {
  const { signal } = options;
  const exported = await readExportRows(store, options);
  const choose = await chooseRows(store, exported, options);
  const sources = exported.plan.miners.toSorted(
    (a, b) => a.commitmentBlock - b.commitmentBlock || a.uid - b.uid,
  );
  const rows = createMixRows();
  const leftOut: LeftOutRows[] = [];
  for (const [source, miner] of sources.entries()) {
    leftOut.push(await addRows(store, { miner, source, rows, choose, signal }));
  }
  return { plan: exported.plan, sources, leftOut, rows };
}

/** Reads rows only if the choice hangs on what they say, or on how many there are. */
async function chooseRows(
  store: Store,
  { plan, rows, schema }: ExportRows,
  { selection = {}, filter, signal }: ChooseMixRowsOptions,
): Promise<RowChoice> {
  const { sample, limit } = selection;
  const isFree = sample === undefined && limit === undefined && filter === undefined;
  if (isFree && createRowFilter(selection) === undefined) {
    return createRowChoice(store, { plan, selection, signal });
  }
  const [uidAt, rowAt] = ["uid", "row_index"].map((name) =>
    schema.columns.findIndex((column) => column.name === name),
  );
  const chosen = new Map<Uid, Set<number>>(plan.miners.map(({ uid }) => [uid, new Set()]));
  for await (const batch of rows) {
    for (const cells of batch) {
      chosen.get(Number(cells[uidAt ?? 0]))?.add(Number(cells[rowAt ?? 0]));
    }
  }
  return ({ uid }, { row }) => chosen.get(uid)?.has(row) === true;
}

interface AddRowsOptions extends AbortOptions {
  readonly miner: ExportMiner;
  readonly source: number;
  readonly rows: MixRows;
  readonly choose: RowChoice;
}

async function addRows(
  store: Store,
  { miner, source, rows, choose, signal }: AddRowsOptions,
): Promise<LeftOutRows> {
  const counts = { rows: 0, invalid: 0, tooLong: 0 };
  for await (const page of listFileRows(store, miner, { signal })) {
    for (const row of page) {
      if (!choose(miner, row)) continue;
      counts.rows += 1;
      const fault = findFault(row);
      if (fault !== undefined) counts[fault] += 1;
      else rows.add({ ...row, source, rawSha256: row.raw, canonicalSha256: row.canonical ?? "" });
    }
  }
  return counts;
}

function findFault({ status, canonical, length }: FileRow): "invalid" | "tooLong" | undefined {
  if (status !== "valid") return "invalid";
  return canonical === undefined || length > LONGEST_ROW ? "tooLong" : undefined;
}
