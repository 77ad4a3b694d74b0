import type { AbortOptions, BlockNumber, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { readBlock } from "./read-block.ts";
import { badAnswer, parseHashOfNumber } from "./rpc/answers.ts";

export interface GetBlockOptions extends AbortOptions {
  /** An integer from 0 to the number of `block`. */
  readonly number: BlockNumber;
  /** A finalized block: whatever is at or before it is final, too. */
  readonly block: BlockRef;
}

/**
 * The finalized block of that number, for reading what was then. With `getBlockAt` before it, that of a time. One data
 * call, none for `block` itself.
 *
 * @throws RangeError if `number` is not an integer >= 0 or is beyond `block`
 * @throws ChainError; CHAIN_STATE_DISCARDED if the node does not keep that block's state, as most keep the last few hundred
 * @throws the abort reason
 */
export async function getBlock(
  client: ChainClient,
  { number, block, signal }: GetBlockOptions,
): Promise<BlockRef> {
  signal?.throwIfAborted();
  if (!(Number.isInteger(number) && number >= 0 && number <= block.number)) {
    throw new RangeError(
      `number must be an integer from 0 to ${block.number}, the finalized block: got ${number}`,
    );
  }
  if (number === block.number) return block;
  const read = async (node: ChainClient): Promise<BlockRef> => {
    const answer = await node.request("chain_getBlockHash", [number], { signal });
    const hash = parseHashOfNumber(answer, number);
    const found = await readBlock(node, { hash, signal });
    if (found.number === number) return found;
    throw badAnswer("chain_getBlockHash", `it is the hash of block ${found.number}`);
  };
  return await client.withNode(read, { signal });
}
