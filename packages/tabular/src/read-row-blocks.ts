import type { TabularCaps } from "./caps.ts";
import type { DataPage } from "./decode-data-page.ts";
import { corrupt, TabularError } from "./errors.ts";
import { encrypted, type Footer, type RowGroup } from "./footer.ts";
import type { InputFile } from "./input-file.ts";
import { readPages } from "./read-pages.ts";
import {
  createRowBlockBuilder,
  ROW,
  type RowBlock,
  type RowBlockBuilder,
} from "./row-block-builder.ts";
import type { Leaf } from "./schema.ts";

export interface ReadRowBlocksOptions {
  readonly leaf: Leaf;
  readonly caps: Required<TabularCaps>;
  /** Bytes of text from which on a block ends. */
  readonly batchBytes: number;
}

/**
 * All rows of a file with the text that one column has of them; in memory are one page and one block.
 *
 * @throws TabularError
 */
export async function* readRowBlocks(
  file: InputFile,
  footer: Footer,
  { leaf, caps, batchBytes }: ReadRowBlocksOptions,
): AsyncGenerator<RowBlock, void, undefined> {
  const builder = createRowBlockBuilder({ batchBytes, textBytes: caps.textBytes });
  for (const group of footer.rowGroups) {
    let rows = 0;
    for await (const page of readPages(file, { leaf, caps, ...findChunk(group, leaf) })) {
      rows += countRows(page);
      if (rows > group.rows) break;
      if (page.repetitions?.[0] && rows === countRows(page))
        throw corrupt("a row has no beginning");
      yield* addPage(builder, page, leaf);
    }
    builder.close();
    if (rows !== group.rows) {
      throw corrupt(
        `a row group of ${group.rows} rows has ${rows > group.rows ? "more" : rows} of ${leaf.name}`,
      );
    }
    if (builder.isFull()) yield builder.take();
  }
  yield builder.take();
}

function findChunk(
  group: RowGroup,
  leaf: Leaf,
): Extract<RowGroup["chunks"][number], { status: "plain" }> {
  const chunk = group.chunks[leaf.index];
  if (chunk?.status === "encrypted") throw encrypted(`the column ${leaf.name} is encrypted`);
  if (chunk?.status === "plain") return chunk;
  throw new TabularError("TABULAR_UNSUPPORTED", `the column ${leaf.name} is in another file`);
}

/** Rows that begin on a page; one may have begun on the page before. */
function countRows({ count, repetitions }: DataPage): number {
  if (repetitions === undefined) return count;
  let rows = 0;
  for (const level of repetitions) if (level === 0) rows += 1;
  return rows;
}

function* addPage(
  builder: RowBlockBuilder,
  { count, repetitions, definitions, values }: DataPage,
  leaf: Leaf,
): Generator<RowBlock, void, undefined> {
  const { maxDefinition } = leaf;
  const textDefinition = definitionOfText(leaf);
  for (let index = 0; index < count; index += 1) {
    const definition = definitions === undefined ? maxDefinition : (definitions[index] ?? 0);
    if (repetitions === undefined || repetitions[index] === 0) {
      builder.close();
      if (builder.isFull()) yield builder.take();
      builder.open(definition >= textDefinition ? ROW.noParts : ROW.none);
    }
    if (definition !== maxDefinition) continue;
    values.next();
    builder.add(values.bytes, values.start, values.end);
  }
}

/** The level from which on a row has a text: that of the string itself, or of the list that is empty. */
function definitionOfText({ path, maxDefinition, maxRepetition }: Leaf): number {
  if (maxRepetition === 0) return maxDefinition;
  const repeated = path.find(({ repetition }) => repetition === "REPEATED");
  return (repeated?.definition ?? 1) - 1;
}
