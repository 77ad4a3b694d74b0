import type { AbortOptions, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { parseBlockHash } from "./rpc/answers.ts";
import { badValue, decodeItem, findBytes, toCount } from "./storage/decode-item.ts";
import { readStorage } from "./storage/read-storage.ts";

/**
 * The newest finalized block, to be given to every other function: they read at its hash alone. One data call.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export function getFinalizedBlock(
  client: ChainClient,
  options: AbortOptions = {},
): Promise<BlockRef> {
  return client.withNode((node) => getFinalizedBlockOf(node, options), options);
}

async function getFinalizedBlockOf(
  client: ChainClient,
  { signal }: AbortOptions,
): Promise<BlockRef> {
  const answer = await client.request("chain_getFinalizedHead", [], { signal });
  const hash = parseBlockHash(answer, "chain_getFinalizedHead");
  const { number } = await client.getHeader(hash, { signal });
  const now = (await client.getSchema(hash, { signal })).getItem("Timestamp", "Now");
  const values = await readStorage(client, {
    keys: [now.key()],
    block: { hash },
    signal,
  });
  const timestamp = decodeItem(now, findBytes(values, now, []), toCount);
  if (timestamp === undefined) throw badValue(now, "it is not there");
  return { number, hash, timestamp };
}
