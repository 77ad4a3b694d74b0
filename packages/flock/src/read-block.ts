import { type ChainClient, getBlock, getBlockAt } from "@flock-tools/chain";
import { type AbortOptions, type BlockNumber, type BlockRef, UsageError } from "@flock-tools/core";
import type { Moment } from "./export/row-selection.ts";

export interface ReadBlockOptions extends AbortOptions {
  readonly at: Moment;
  /** The newest finalized block. */
  readonly head: BlockRef;
}

/**
 * The finalized block at a height; of a date, the last one in it.
 *
 * @throws UsageError if the chain has none there, or none yet
 * @throws ChainError; CHAIN_STATE_DISCARDED if the node does not keep it
 * @throws the abort reason
 */
export async function readBlock(
  chain: ChainClient,
  { at, head, signal }: ReadBlockOptions,
): Promise<BlockRef> {
  const number = await findNumber(chain, { at, head, signal });
  if (number > 0 && number <= head.number) {
    return await getBlock(chain, { number, block: head, signal });
  }
  const newest = `${head.number} of ${new Date(head.timestamp).toISOString()}`;
  throw new UsageError(
    number === 0
      ? "nothing can be read at that block: block 1 is the first with a time"
      : "that block is not finalized yet",
    { next: `give a block, or a date, up to the newest one, ${newest}` },
  );
}

/** Infinity for a date that has not begun; 0 for one before the chain. */
async function findNumber(
  chain: ChainClient,
  { at, head, signal }: ReadBlockOptions,
): Promise<BlockNumber> {
  if (at.type === "block") return at.block;
  if (at.from > head.timestamp) return Infinity;
  return await getBlockAt(chain, { time: at.to, block: head, signal });
}
