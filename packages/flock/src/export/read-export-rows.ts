import type { AbortOptions } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import {
  createRowSchema,
  type RowSource,
  type TableRow,
  type TableSchema,
} from "@flock-tools/tabular";
import { createRowFilter } from "./create-row-filter.ts";
import { createRowDraw, type RowDraw } from "./draw-rows.ts";
import type { ExportMiner, ExportPlan } from "./export-plan.ts";
import { createRowChoice } from "./create-row-choice.ts";
import { limitRows } from "./limit-rows.ts";
import { lengthOf, listFileRows } from "./list-file-rows.ts";
import { planExport, type PlanExportOptions } from "./plan-export.ts";
import { readSelectedRows, type RowChoice, type SelectedRows } from "./read-selected-rows.ts";
import { createRowCells, type RowCells } from "./row-cells.ts";
import type { RowSelection } from "./row-selection.ts";
import { findRowTwins, type RowTwins, type RowTwinSettings } from "./row-twins.ts";

/** How far reading has come. */
export interface ExportProgress {
  /**
   * - `draw`: rows are looked at to draw a sample of them; their texts only if the choice hangs on those.
   * - `read`: rows are handed out.
   */
  readonly phase: "draw" | "read";
  /** Rows dealt with in this phase, those that are passed over among them. */
  readonly rows: number;
  /** Theirs. */
  readonly bytes: number;
  /** Of all files of the plan; what is read may end before. */
  readonly totalRows: number;
  readonly totalBytes: number;
}

export interface ReadExportRowsOptions extends PlanExportOptions {
  /** Adds the columns that tell who copied whom: searches the rows of all miners first. Default false. */
  readonly dupes?: boolean | RowTwinSettings | undefined;
  /**
   * Takes rows away by what only the caller knows, such as an SQL expression; before `sample` and `limit`. Called at the
   * start of each iteration, before anything is searched or read.
   */
  readonly filter?: ((rows: RowSource) => Promise<RowSource> | RowSource) | undefined;
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
}

export interface ExportRows {
  readonly schema: TableSchema;
  /**
   * By uid, then by row. Nothing is searched or read before the first batch is asked for. Cells of JSON text are lent
   * until the next batch is asked for. Each iteration reads anew, and gives the same.
   */
  readonly rows: RowSource;
  readonly plan: ExportPlan;
}

/**
 * The rows of a selection with their provenance: of each miner's commitment at the newest observed block, of every file
 * all rows, those that do not count and those that Python does not read too. `raw` has what is no UTF-8 as U+FFFD, and
 * nothing of a line above 134,217,728 bytes: of such a row there are hashes alone.
 *
 * Files are read some megabytes at a time, with what the index knows of one file; `unique` takes up to 100 bytes more for
 * each row, `sample` as much for each row that is drawn, and a search for duplicates what it needs for all rows.
 *
 * @throws as `planExport` does; the rows FlockError ROW_CHANGED or FILE_CHANGED if a file is not what it was, StoreError,
 * what the search and the filter throw, and the abort reason
 */
export async function readExportRows(
  store: Store,
  { selection = {}, dupes = false, filter, onProgress, ...options }: ReadExportRowsOptions = {},
): Promise<ExportRows> {
  const plan = await planExport(store, { selection, ...options });
  const { signal } = options;
  const twins = dupes === true ? {} : dupes === false ? undefined : dupes;
  const reading = { store, plan, selection, twins, filter, onProgress, signal };
  return {
    schema: createRowSchema({ dupes: twins !== undefined }),
    plan,
    rows: { [Symbol.asyncIterator]: () => readRows(reading) },
  };
}

interface Reading extends AbortOptions, Pick<ReadExportRowsOptions, "filter" | "onProgress"> {
  readonly store: Store;
  readonly plan: ExportPlan;
  readonly selection: RowSelection;
  readonly twins: RowTwinSettings | undefined;
}

async function* readRows(reading: Reading): AsyncGenerator<readonly TableRow[], void, undefined> {
  const { store, plan, selection, twins, filter, signal } = reading;
  signal?.throwIfAborted();
  // What takes time begins with the first batch: a filter that is wrong says so before.
  const choice = once(() => createRowChoice(store, { plan, selection, signal }));
  const found = once(
    async () => twins && findRowTwins(store, { ...twins, block: plan.block, signal }),
  );
  const filtered = async (phase: ExportProgress["phase"]): Promise<RowSource> => {
    const rows = readCells(reading, { phase, choice, found });
    return filter === undefined ? rows : filter(rows);
  };
  if (selection.sample === undefined) {
    yield* limitRows(await filtered("read"), selection.limit);
    return;
  }
  const draw = createRowDraw(selection);
  if (filter === undefined && createRowFilter(selection) === undefined) {
    await drawFromIndex(reading, { draw, choose: await choice() });
  } else await drawFromCells(await filtered("draw"), draw);
  const drawn = draw.finish();
  const isDrawn: RowChoice = ({ uid }, { row }) => drawn.get(uid)?.has(row) === true;
  const rows = readCells(reading, { phase: "read", choice: async () => isDrawn, found });
  yield* limitRows(rows, selection.limit);
}

/** Does it when it is first asked for. */
function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= run());
}

interface CellsOptions {
  readonly phase: ExportProgress["phase"];
  readonly choice: () => Promise<RowChoice>;
  readonly found: () => Promise<RowTwins | undefined>;
}

async function* readCells(
  { store, plan, selection, onProgress, signal }: Reading,
  { phase, choice, found }: CellsOptions,
): AsyncGenerator<readonly TableRow[], void, undefined> {
  const choose = await choice();
  const twins = await found();
  const progress = createProgress(plan, phase, onProgress);
  const filter = createRowFilter(selection);
  const { miners } = plan;
  const createCells = createCellsByMiner(plan);
  for await (const batch of readSelectedRows(store, { miners, choose, filter, signal })) {
    const { miner, rows, passed } = batch;
    if (rows.length > 0) {
      const toCells = createCells(miner);
      yield rows.map((selected) => toCells(selected, twins?.(miner.uid, selected.row.row)));
    }
    progress.add(passed);
  }
}

/** Of rows whose texts need not be known. */
async function drawFromIndex(
  { store, plan, onProgress, signal }: Reading,
  { draw, choose }: { readonly draw: RowDraw; readonly choose: RowChoice },
): Promise<void> {
  const progress = createProgress(plan, "draw", onProgress);
  for (const miner of plan.miners) {
    for await (const rows of listFileRows(store, miner, { signal })) {
      for (const row of rows) if (choose(miner, row)) draw.add({ uid: miner.uid, ...row });
      progress.add({ rows: rows.length, bytes: lengthOf(rows) });
    }
  }
}

const UID = nameColumn("uid");
const ROW = nameColumn("row_index");
const RAW = nameColumn("row_sha256");

function nameColumn(name: string): number {
  return createRowSchema().columns.findIndex((column) => column.name === name);
}

async function drawFromCells(rows: RowSource, draw: RowDraw): Promise<void> {
  for await (const batch of rows) {
    for (const cells of batch) {
      draw.add({
        uid: cells[UID] as number,
        row: cells[ROW] as number,
        raw: cells[RAW] as string,
      });
    }
  }
}

function createCellsByMiner(plan: ExportPlan): (miner: ExportMiner) => RowCells {
  let last: { readonly miner: ExportMiner; readonly cells: RowCells } | undefined;
  return (miner) => {
    if (last?.miner !== miner) last = { miner, cells: createRowCells(plan, miner) };
    return last.cells;
  };
}

function createProgress(
  { rows: totalRows, bytes: totalBytes }: ExportPlan,
  phase: ExportProgress["phase"],
  onProgress: ReadExportRowsOptions["onProgress"],
): { add(passed: SelectedRows["passed"]): void } {
  const done = { rows: 0, bytes: 0 };
  return {
    add({ rows, bytes }) {
      done.rows += rows;
      done.bytes += bytes;
      onProgress?.({ phase, ...done, totalRows, totalBytes });
    },
  };
}
