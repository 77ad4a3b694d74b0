import { type AbortOptions, type BlockHash, type Logger, silentLogger } from "@flock-tools/core";
import { type ChainRetry, createChainRetry } from "./chain-retry.ts";
import type { ChainClient } from "./client.ts";
import { connectNode } from "./connect-node.ts";
import { createFailover } from "./failover.ts";
import { parseEndpoint } from "./networks.ts";

interface ConnectSettings extends AbortOptions {
  /** Refuse a chain whose block 0 has another hash. */
  readonly expectedGenesis?: BlockHash | undefined;
  /**
   * Bounds the connecting to one node as a whole, and later each call. Milliseconds, > 0, 20,000 if not given.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How often, and how long, what may pass is tried again: a lost connection, a node that allows no more requests, or one
   * that is in trouble for now. 6 times with pauses of half a second to 16, within one and a half timeouts, if not given.
   */
  readonly retry?: ChainRetry | undefined;
  readonly logger?: Logger | undefined;
}

/** `endpoint` is one node. `endpoints` are nodes of one chain, the first preferred: the next one serves where one fails. */
export type ConnectOptions = ConnectSettings &
  (
    | { /** `ws://` or `wss://`. */ readonly endpoint: string; readonly endpoints?: undefined }
    | {
        readonly endpoint?: undefined;
        /** Each `ws://` or `wss://`, at least one; only the first is connected to as long as it serves. */
        readonly endpoints: readonly string[];
      }
  );

/**
 * Connects, checks the genesis and reads the runtime's metadata. A connection that is lost is made again, and what was
 * asked together is asked again for the same block; of several nodes, the next one is asked at once. On any failure
 * nothing stays open.
 *
 * @throws UsageError if an endpoint is not a WebSocket URL, or there is none
 * @throws RangeError if `timeoutMs` is not a number > 0, or `retry` is out of range
 * @throws ChainError; one that names all endpoints if none of several can be used
 * @throws the abort reason
 */
export async function connectChain(options: ConnectOptions): Promise<ChainClient> {
  const { timeoutMs = 20_000, logger = silentLogger, expectedGenesis, signal } = options;
  signal?.throwIfAborted();
  const endpoints = listEndpoints(options);
  // 2 ** 31 - 1 is the longest that a timer can wait; beyond it fires at once.
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new RangeError(`timeoutMs must be a number > 0 and < 2 ** 31: got ${timeoutMs}`);
  }
  return await createFailover({
    endpoints,
    expectedGenesis,
    timeoutMs,
    retry: createChainRetry(timeoutMs, options.retry),
    logger,
    signal,
    connect: connectNode,
  });
}

function listEndpoints({ endpoint, endpoints }: ConnectOptions): readonly string[] {
  const given = [...new Set(endpoints ?? [endpoint ?? ""])];
  return (given.length === 0 ? [""] : given).map(parseEndpoint);
}
