import { type AbortOptions, type BlockHash, type Logger, silentLogger } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { connectNode } from "./connect-node.ts";
import { createFailover } from "./failover.ts";
import { parseEndpoint } from "./networks.ts";

interface ConnectSettings extends AbortOptions {
  /** Refuse a chain whose block 0 has another hash. */
  readonly expectedGenesis?: BlockHash | undefined;
  /**
   * Bounds the connecting to one node as a whole, and later each call; also the waits of a call that a node refuses as one
   * too many. Milliseconds, > 0, 20,000 if not given.
   */
  readonly timeoutMs?: number | undefined;
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
 * Connects, checks the genesis and reads the runtime's metadata. One node is not connected to again: a connection that is
 * lost rejects every call with CHAIN_CLOSED. Of several, the next one is asked, for the same block. On any failure nothing
 * stays open.
 *
 * @throws UsageError if an endpoint is not a WebSocket URL, or there is none
 * @throws RangeError if `timeoutMs` is not a number > 0
 * @throws ChainError; one that names all endpoints if none of several can be used
 * @throws the abort reason
 */
export async function connectChain(options: ConnectOptions): Promise<ChainClient> {
  const { timeoutMs = 20_000, logger = silentLogger, expectedGenesis, signal } = options;
  signal?.throwIfAborted();
  const [endpoint, ...others] = listEndpoints(options);
  // 2 ** 31 - 1 is the longest that a timer can wait; beyond it fires at once.
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new RangeError(`timeoutMs must be a number > 0 and < 2 ** 31: got ${timeoutMs}`);
  }
  const settings = { timeoutMs, logger, expectedGenesis, signal };
  return others.length === 0
    ? await connectNode({ ...settings, endpoint, patienceMs: timeoutMs })
    : await createFailover({ ...settings, endpoints: [endpoint, ...others], connect: connectNode });
}

function listEndpoints({ endpoint, endpoints }: ConnectOptions): [string, ...string[]] {
  const given = [...new Set(endpoints ?? [endpoint ?? ""])];
  const [first = "", ...others] = given;
  return [parseEndpoint(first), ...others.map(parseEndpoint)];
}
