import {
  type ChainServer,
  type ChainServerOptions,
  startChainServer,
} from "../src/chain/start-chain-server.ts";
import { createChain } from "./chain-world.ts";
import { connectRaw, type RawClient } from "./raw-client.ts";

/** Runs `test` with a server and one client of it. */
export async function withServer(
  options: Partial<ChainServerOptions>,
  test: (server: ChainServer, client: RawClient) => Promise<void>,
): Promise<void> {
  const server = await startChainServer({ world: createChain(), ...options });
  try {
    const client = await connectRaw(server.url);
    await test(server, client);
    await client[Symbol.asyncDispose]();
  } finally {
    await server.close();
  }
}
