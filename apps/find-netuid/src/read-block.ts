import { type ChainClient, getBlock, getBlockAt, getFinalizedBlock } from "@flock-tools/chain";
import type { BlockOrDate } from "@flock-tools/cli";
import { type AbortOptions, type BlockNumber, type BlockRef, UsageError } from "@flock-tools/core";

export interface ReadBlockOptions extends AbortOptions {
  readonly at: BlockOrDate | undefined;
}

/**
 * The finalized block that was asked for; of a date, the last one in it. The newest one if none was.
 *
 * @throws UsageError if the chain has none there, or none yet
 * @throws ChainError; CHAIN_STATE_DISCARDED if the node does not keep it
 * @throws the abort reason
 */
export async function readBlock(
  chain: ChainClient,
  { at, signal }: ReadBlockOptions,
): Promise<BlockRef> {
  const block = await getFinalizedBlock(chain, { signal });
  if (at === undefined) return block;
  const number = await findNumber(chain, { at, block, signal });
  if (number > 0 && number <= block.number) return await getBlock(chain, { number, block, signal });
  const newest = `${block.number} of ${new Date(block.timestamp).toISOString()}`;
  throw new UsageError(
    number === 0
      ? "--at-block: nothing can be read there: block 1 is the first with a time"
      : "--at-block: this block is not finalized yet",
    { next: `give a block, or a date, up to the newest one, ${newest}` },
  );
}

interface Moment extends AbortOptions {
  readonly at: BlockOrDate;
  /** The newest finalized block. */
  readonly block: BlockRef;
}

/** Infinity for a date that has not begun; 0 for one before the chain. */
async function findNumber(chain: ChainClient, { at, block, signal }: Moment): Promise<BlockNumber> {
  if (at.type === "block") return at.block;
  if (at.from > block.timestamp) return Infinity;
  return await getBlockAt(chain, { time: at.to, block, signal });
}
