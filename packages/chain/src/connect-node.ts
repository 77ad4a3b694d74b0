import { type AbortOptions, type BlockHash, type Logger, raceAbort } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { ChainError, endpointLabel } from "./errors.ts";

export interface ConnectNodeOptions extends AbortOptions {
  readonly endpoint: string;
  readonly expectedGenesis: BlockHash | undefined;
  /** Of the connecting as a whole, and later of each call. */
  readonly timeoutMs: number;
  /** How long a call that a node refuses as one too many may wait in all to be made again, in milliseconds. */
  readonly patienceMs: number;
  readonly logger: Logger;
}

/**
 * Connects to one node. On any failure nothing stays open.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export async function connectNode(options: ConnectNodeOptions): Promise<ChainClient> {
  const { endpoint, timeoutMs, signal } = options;
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
      ...options,
      signal: signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}
