import { corrupt } from "./errors.ts";
import {
  createRowBlockBuilder,
  type FirstState,
  ROW,
  type RowBlock,
  type RowBlockBuilder,
  type RowBlockBuilderOptions,
} from "./row-block-builder.ts";

type Blocks = AsyncGenerator<RowBlock, void, undefined>;

/** A row of a block. */
interface Place {
  readonly block: RowBlock;
  readonly row: number;
}

/**
 * The rows of two columns as one text each: the first column's in front, a line break between. A row that has nothing
 * in the second has no text.
 *
 * @throws TabularError TABULAR_CORRUPT if there are more rows of one than of the other
 */
export async function* joinBlocks(
  front: Blocks,
  back: Blocks,
  options: RowBlockBuilderOptions,
): AsyncGenerator<RowBlock, void, undefined> {
  const builder = createRowBlockBuilder(options);
  const sides = [createSide(front), createSide(back)] as const;
  try {
    for (;;) {
      const [a, b] = [await sides[0].current(), await sides[1].current()];
      if (a === undefined && b === undefined) break;
      if (a === undefined || b === undefined)
        throw corrupt("one column has more rows than another");
      const count = Math.min(a.block.states.length - a.row, b.block.states.length - b.row);
      for (let index = 0; index < count; index += 1) {
        if (builder.isFull()) yield builder.take();
        addRow(builder, { ...a, row: a.row + index }, { ...b, row: b.row + index });
      }
      for (const side of sides) side.advance(count);
    }
    yield builder.take();
  } finally {
    await Promise.all([front.return(), back.return()]);
  }
}

function createSide(blocks: Blocks): {
  current(): Promise<Place | undefined>;
  advance(rows: number): void;
} {
  let place: Place | undefined;
  return {
    async current() {
      while (place === undefined || place.row === place.block.states.length) {
        const next = await blocks.next();
        if (next.done === true) return undefined;
        place = { block: next.value, row: 0 };
      }
      return place;
    },
    advance(rows) {
      if (place !== undefined) place = { ...place, row: place.row + rows };
    },
  };
}

function addRow(builder: RowBlockBuilder, front: Place, back: Place): void {
  builder.open(firstState(front, back));
  if (stateOf(back) !== ROW.none) {
    for (const place of [front, back]) addText(builder, place);
  }
  builder.close();
}

function firstState(front: Place, back: Place): FirstState {
  if (stateOf(back) === ROW.none) return ROW.none;
  const isTooLong = stateOf(front) === ROW.tooLong || stateOf(back) === ROW.tooLong;
  return isTooLong ? ROW.tooLong : ROW.noParts;
}

function addText(builder: RowBlockBuilder, place: Place): void {
  const { bytes, offsets } = place.block;
  if (stateOf(place) !== ROW.text) return;
  builder.add(bytes, offsets[place.row] ?? 0, offsets[place.row + 1] ?? 0);
}

function stateOf({ block, row }: Place): number | undefined {
  return block.states[row];
}
