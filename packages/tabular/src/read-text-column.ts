import { setImmediate } from "node:timers/promises";
import type { AbortOptions } from "@flock-tools/core";
import { checkInteger, resolveCaps, type TabularCaps } from "./caps.ts";
import { readFooter } from "./footer.ts";
import { type InputFile, openInputFile, type TabularFile } from "./input-file.ts";
import { joinBlocks } from "./join-blocks.ts";
import { readRowBlocks } from "./read-row-blocks.ts";
import { ROW, type RowBlock } from "./row-block-builder.ts";
import type { RowTexts, RowTextsSummary } from "./row-texts.ts";
import { selectTexts, type TextSelection } from "./select-texts.ts";
import { toRowTexts } from "./to-row-texts.ts";

export interface ReadTextColumnOptions extends AbortOptions {
  readonly caps?: TabularCaps;
  /** Bytes of text from which on a batch ends; 1 to 2 ** 28. Default 1 MiB. */
  readonly batchBytes?: number;
}

/**
 * The texts that a Parquet file has in one column, or in its conversations, in the order of its rows. In memory are one
 * page of each column that is read, its dictionary and one batch.
 *
 * @param file a path, or an open handle, which stays open
 * @param column a column's path, names joined by ".", or a selection
 * @throws TabularError; RangeError for caps or batches beyond their limits; the abort reason
 */
export async function* readTextColumn(
  file: TabularFile,
  column: string | TextSelection,
  { signal, caps, batchBytes = 2 ** 20 }: ReadTextColumnOptions = {},
): AsyncGenerator<RowTexts, RowTextsSummary, undefined> {
  const limits = resolveCaps(caps);
  checkInteger("batchBytes", batchBytes, [1, 2 ** 28]);
  signal?.throwIfAborted();
  const selection: TextSelection =
    typeof column === "string" ? { kind: "column", path: column } : column;
  const input = await openInputFile(file);
  try {
    const summary = { rows: 0, texts: 0, withoutText: 0, errors: 0 };
    for await (const block of openBlocks(input, { selection, caps: limits, batchBytes })) {
      // What is read from memory would never let a signal come through.
      await setImmediate();
      signal?.throwIfAborted();
      const texts = toRowTexts(block, summary.rows);
      count(summary, block);
      if (texts.rows.length > 0) yield texts;
    }
    return summary;
  } finally {
    await input.close();
  }
}

interface OpenBlocksOptions {
  readonly selection: TextSelection;
  readonly caps: Required<TabularCaps>;
  readonly batchBytes: number;
}

async function* openBlocks(
  input: InputFile,
  { selection, caps, batchBytes }: OpenBlocksOptions,
): AsyncGenerator<RowBlock, void, undefined> {
  const footer = await readFooter(input, caps.footerBytes);
  const { main, system } = selectTexts(footer.leaves, selection);
  const options = { caps, batchBytes };
  const texts = readRowBlocks(input, footer, { ...options, leaf: main });
  if (system === undefined) yield* texts;
  else {
    const systems = readRowBlocks(input, footer, { ...options, leaf: system });
    yield* joinBlocks(systems, texts, { batchBytes, textBytes: caps.textBytes });
  }
}

type Counts = { -readonly [K in keyof RowTextsSummary]: number };

function count(summary: Counts, { states }: RowBlock): void {
  summary.rows += states.length;
  for (const state of states) {
    if (state === ROW.none) summary.withoutText += 1;
    else if (state === ROW.tooLong) summary.errors += 1;
    else summary.texts += 1;
  }
}
