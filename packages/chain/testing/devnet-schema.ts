import { startChainServer } from "@flock-tools/devnet";
import { connectChain } from "../src/connect-chain.ts";
import type { StorageSchema } from "../src/runtime/storage-schema.ts";
import { chainWorld } from "./world.ts";

/** The storage schema that the local chain declares. */
export async function readDevnetSchema(): Promise<StorageSchema> {
  await using server = await startChainServer({ world: chainWorld([]) });
  await using client = await connectChain({ endpoint: server.url });
  const head = await client.request("chain_getFinalizedHead", []);
  return await client.getSchema(head as `0x${string}`);
}
