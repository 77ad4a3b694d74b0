import { startChainServer } from "@flock-tools/devnet";
import { connectChain } from "../src/connect-chain.ts";
import type { Hex, StorageSchema } from "../src/runtime/storage-schema.ts";
import { chainWorld } from "./world.ts";

/** The storage schema that the local chain declares. */
export async function readDevnetSchema(): Promise<StorageSchema> {
  await using server = await startChainServer({ world: chainWorld([]) });
  await using client = await connectChain({ endpoint: server.url });
  const head = await client.request("chain_getFinalizedHead", []);
  return await client.getSchema(head as `0x${string}`);
}

/** The metadata of the local chain. */
export async function readDevnetMetadata(): Promise<Hex> {
  await using server = await startChainServer({ world: chainWorld([]) });
  await using client = await connectChain({ endpoint: server.url });
  return (await client.request("state_getMetadata", [])) as Hex;
}
