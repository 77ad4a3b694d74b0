import {
  type AbortOptions,
  type BlockHash,
  type Logger,
  raceAbort,
  silentLogger,
} from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { ChainError, endpointLabel } from "./errors.ts";
import { parseEndpoint } from "./networks.ts";

export interface ConnectOptions extends AbortOptions {
  /** `ws://` or `wss://`. */
  readonly endpoint: string;
  /** Refuse a chain whose block 0 has another hash. */
  readonly expectedGenesis?: BlockHash | undefined;
  /**
   * Bounds the connecting as a whole, and later each call; also the waits of a call that a node refuses as one too many.
   * Milliseconds, > 0, 20,000 if not given.
   */
  readonly timeoutMs?: number | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Connects, checks the genesis and reads the runtime's metadata. There is no reconnecting: a connection that is lost
 * rejects every call with CHAIN_CLOSED. On any failure nothing stays open.
 *
 * @throws UsageError if the endpoint is not a WebSocket URL
 * @throws RangeError if `timeoutMs` is not a number > 0
 * @throws ChainError
 * @throws the abort reason
 */
export async function connectChain(options: ConnectOptions): Promise<ChainClient> {
  const { timeoutMs = 20_000, logger = silentLogger, expectedGenesis, signal } = options;
  signal?.throwIfAborted();
  const endpoint = parseEndpoint(options.endpoint);
  // 2 ** 31 - 1 is the longest that a timer can wait; beyond it fires at once.
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new RangeError(`timeoutMs must be a number > 0 and < 2 ** 31: got ${timeoutMs}`);
  }
  // Whoever only asks for --help does not wait for what a connection needs.
  const { openClient } = await raceAbort(import("./open-client.ts"), signal);

  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(
      new ChainError(`${endpointLabel(endpoint)} did not answer within ${timeoutMs / 1000} s`, {
        code: "CHAIN_TIMEOUT",
      }),
    );
  }, timeoutMs);
  try {
    return await openClient({
      endpoint,
      expectedGenesis,
      timeoutMs,
      logger,
      signal: signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}
