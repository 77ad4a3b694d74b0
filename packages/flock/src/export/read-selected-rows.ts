import type { AbortOptions } from "@flock-tools/core";
import { type Conversation, createConversationReader } from "@flock-tools/dataset";
import type { Store } from "@flock-tools/store";
import { type LineMemory, readRowLines } from "../near/read-row-lines.ts";
import type { MeasuredRow } from "./create-row-filter.ts";
import type { ExportMiner } from "./export-plan.ts";
import { type FileRow, lengthOf, listFileRows } from "./list-file-rows.ts";

/** A row, its line as the miner published it, without the end, and what it says. */
export interface SelectedRow {
  readonly row: FileRow;
  /** Lent until the next rows are asked for. Undefined: it is longer than 134,217,728 bytes. */
  readonly line: Uint8Array | undefined;
  readonly conversation: Conversation;
}

/** Rows of one miner, in their order. */
export interface SelectedRows {
  readonly miner: ExportMiner;
  readonly rows: readonly SelectedRow[];
  /** Rows dealt with since the last of these, those that were passed over among them, and their bytes. */
  readonly passed: { readonly rows: number; readonly bytes: number };
}

/** Whether to read a row at all. */
export type RowChoice = (miner: ExportMiner, row: FileRow) => boolean;

export interface ReadSelectedRowsOptions extends AbortOptions {
  readonly miners: readonly ExportMiner[];
  /** Default: all. */
  readonly choose?: RowChoice | undefined;
  /** Whether to take a row that was read. Default: all. */
  readonly filter?: ((row: MeasuredRow) => boolean) | undefined;
  /** Bytes of the longest line that is read. Only tests have a reason to choose. */
  readonly longest?: number | undefined;
}

// With one line of this length, and all that is made of it, memory stays bounded.
const LONGEST_LINE = 2 ** 27;
const UNREAD: Conversation = {
  fits: false,
  system: undefined,
  conversations: undefined,
  turns: undefined,
  characters: undefined,
};

/**
 * Reads rows of miners, in the order of the miners, then of their files, at most 2,048 or some megabytes at a time. Makes
 * sure that they are still the rows they were. Batches without rows come too, to tell of progress.
 *
 * @throws FlockError ROW_CHANGED or FILE_CHANGED if they are not; StoreError; the abort reason
 */
export async function* readSelectedRows(
  store: Store,
  {
    miners,
    choose = () => true,
    filter = () => true,
    longest = LONGEST_LINE,
    signal,
  }: ReadSelectedRowsOptions,
): AsyncGenerator<SelectedRows, void, undefined> {
  const reader = createConversationReader({ caps: { lineBytes: longest } });
  const memory: LineMemory = { bytes: Buffer.alloc(0) };
  for (const miner of miners) {
    for await (const page of listFileRows(store, miner, { signal })) {
      const chosen = page.filter((row) => choose(miner, row));
      const skipped = page.length - chosen.length;
      if (skipped > 0) {
        const bytes = lengthOf(page) - lengthOf(chosen);
        yield { miner, rows: [], passed: { rows: skipped, bytes } };
      }
      const wanted = { miner, chosen, longest, memory, signal };
      for await (const { rows, lines } of readPage(store, wanted)) {
        const read = rows.map((row, index): SelectedRow => {
          const line = lines[index];
          return { row, line, conversation: line === undefined ? UNREAD : reader.read(line) };
        });
        const passed = { rows: rows.length, bytes: lengthOf(rows) };
        yield { miner, rows: read.filter(({ conversation }) => filter(conversation)), passed };
      }
    }
  }
}

interface ReadRows {
  readonly rows: readonly FileRow[];
  /** Of a row that is too long nothing. */
  readonly lines: readonly Uint8Array[];
}

interface PageOptions extends AbortOptions {
  readonly miner: ExportMiner;
  readonly chosen: readonly FileRow[];
  readonly longest: number;
  readonly memory: LineMemory;
}

async function* readPage(
  store: Store,
  { miner, chosen, longest, memory, signal }: PageOptions,
): AsyncGenerator<ReadRows, void, undefined> {
  for (const rows of splitAtLong(chosen, longest)) {
    if ((rows[0]?.length ?? 0) > longest) {
      yield { rows, lines: [] };
      continue;
    }
    let next = 0;
    for await (const lines of readRowLines(miner, rows, { store, memory, signal })) {
      yield { rows: rows.slice(next, next + lines.length), lines };
      next += lines.length;
    }
  }
}

/** Rows in their order, each that is too long by itself. */
function splitAtLong(rows: readonly FileRow[], longest: number): readonly (readonly FileRow[])[] {
  if (rows.every(({ length }) => length <= longest)) return [rows];
  const parts: FileRow[][] = [];
  let isOpen = false;
  for (const row of rows) {
    const isLong = row.length > longest;
    if (isOpen && !isLong) parts.at(-1)?.push(row);
    else parts.push([row]);
    isOpen = !isLong;
  }
  return parts;
}
