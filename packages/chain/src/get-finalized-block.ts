import type { AbortOptions, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { readBlock } from "./read-block.ts";
import { parseBlockHash } from "./rpc/answers.ts";

/**
 * The newest finalized block, to be given to every other function: they read at its hash alone. One data call.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export function getFinalizedBlock(
  client: ChainClient,
  { signal }: AbortOptions = {},
): Promise<BlockRef> {
  const read = async (node: ChainClient): Promise<BlockRef> => {
    const answer = await node.request("chain_getFinalizedHead", [], { signal });
    const hash = parseBlockHash(answer, "chain_getFinalizedHead");
    return await readBlock(node, { hash, signal });
  };
  return client.withNode(read, { signal });
}
