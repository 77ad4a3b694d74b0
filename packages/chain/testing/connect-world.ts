import {
  type ChainServer,
  type ChainServerOptions,
  type ChainWorld,
  startChainServer,
} from "@flock-tools/devnet";
import type { BlockRef, Logger } from "@flock-tools/core";
import { onTestFinished } from "vitest";
import type { ChainClient } from "../src/client.ts";
import { connectChain } from "../src/connect-chain.ts";
import { getFinalizedBlock } from "../src/get-finalized-block.ts";
import { NO_PAUSE } from "./no-pause.ts";

export interface Connected {
  readonly server: ChainServer;
  readonly client: ChainClient;
  /** The head; its reading is not among the counts. */
  readonly block: BlockRef;
}

/** A chain that lives as long as the test. */
export async function serveWorld(
  world: ChainWorld,
  options: Omit<ChainServerOptions, "world"> = {},
): Promise<ChainServer> {
  const server = await startChainServer({ world, ...options });
  onTestFinished(() => server.close());
  return server;
}

export interface ConnectWorldOptions extends Omit<ChainServerOptions, "world"> {
  readonly logger?: Logger;
  /** Called before anything is asked of the chain. */
  readonly prepare?: (server: ChainServer) => void;
}

/** A chain and a client of it that live as long as the test; the server counts from zero. */
export async function connectWorld(
  world: ChainWorld,
  { logger, prepare, ...options }: ConnectWorldOptions = {},
): Promise<Connected> {
  const server = await serveWorld(world, options);
  prepare?.(server);
  const client = await connectChain({ endpoint: server.url, retry: NO_PAUSE, logger });
  onTestFinished(() => client.disconnect());
  const block = await getFinalizedBlock(client);
  server.counts.reset();
  return { server, client, block };
}
