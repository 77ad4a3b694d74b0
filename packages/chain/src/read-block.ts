import type { AbortOptions, BlockHash, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { badValue, decodeItem, findBytes, toCount } from "./storage/decode-item.ts";
import { readStorage } from "./storage/read-storage.ts";

/**
 * Number and time of the block of this hash, by its own runtime. One data call.
 *
 * @throws ChainError; CHAIN_STATE_DISCARDED if the node does not keep its state
 * @throws the abort reason
 */
export async function readBlock(
  client: ChainClient,
  { hash, signal }: { readonly hash: BlockHash } & AbortOptions,
): Promise<BlockRef> {
  const { number } = await client.getHeader(hash, { signal });
  const now = (await client.getSchema(hash, { signal })).getItem("Timestamp", "Now");
  const values = await readStorage(client, { keys: [now.key()], block: { hash }, signal });
  // Every block but the first sets it: what stands for a value that is not there is a time in 1970.
  const bytes = number === 0 ? findBytes(values, now, []) : values.get(now.key());
  const timestamp = decodeItem(now, bytes, toCount);
  if (timestamp === undefined) throw badValue(now, "it is not there");
  return { number, hash, timestamp };
}
