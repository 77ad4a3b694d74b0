import { type AbortOptions, type BlockHash, type Logger, raceAbort } from "@flock-tools/core";
import type { ChainRetry } from "./chain-retry.ts";
import type { ChainClient, ChainHeader } from "./client.ts";
import { ChainError, endpointLabel } from "./errors.ts";
import type { StorageSchema } from "./runtime/storage-schema.ts";

/** An open connection to one node. */
export interface ChainNode {
  /** Rejects at once where the node allows no more requests for now. */
  readonly client: ChainClient;
  /** The same connection; its calls are made again later then. */
  readonly patient: ChainClient;
  /** What the next connection to the same endpoint need not ask for. */
  readonly known: KnownChain;
  /** Whether calls can still be made. */
  readonly isOpen: boolean;
}

/** What is known of a chain from one endpoint. */
export interface KnownChain {
  readonly genesis: BlockHash;
  readonly chainName: string;
  /** Of the runtime that was in force at first. */
  readonly specVersion: number;
  /** By `specName/specVersion`. */
  readonly schemas: Map<string, StorageSchema>;
  readonly schemaOfBlock: Map<BlockHash, StorageSchema>;
  readonly headers: Map<BlockHash, ChainHeader>;
}

export interface ConnectNodeOptions extends AbortOptions {
  readonly endpoint: string;
  readonly expectedGenesis: BlockHash | undefined;
  /** Of the connecting as a whole, and later of each call. */
  readonly timeoutMs: number;
  /** For calls that a node refuses as one too many. */
  readonly retry: ChainRetry;
  /** Whether the calls of the connecting itself are made again, too. */
  readonly isPatient: boolean;
  /** From an earlier connection to the same endpoint: then the genesis is all that is asked for. */
  readonly known?: KnownChain | undefined;
  readonly logger: Logger;
}

/**
 * Connects to one node. On any failure nothing stays open.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export async function connectNode(options: ConnectNodeOptions): Promise<ChainNode> {
  const { endpoint, timeoutMs, signal } = options;
  // Whoever only asks for --help does not wait for what a connection needs.
  const { openNode } = await raceAbort(import("./open-node.ts"), signal);

  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(
      new ChainError(`${endpointLabel(endpoint)} did not answer within ${timeoutMs / 1000} s`, {
        code: "CHAIN_TIMEOUT",
      }),
    );
  }, timeoutMs);
  try {
    return await openNode({
      ...options,
      signal: signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}
