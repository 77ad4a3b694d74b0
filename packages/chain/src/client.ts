import type { AbortOptions, BlockHash, BlockRef, Logger } from "@flock-tools/core";
import type { StorageSchema } from "./runtime/storage-schema.ts";

/** A connection to one chain; the functions of this package take it as their first argument. */
export interface ChainClient extends AsyncDisposable {
  /** As given: it may hold an API key. Of several, the one in use. */
  readonly endpoint: string;
  readonly genesis: BlockHash;
  /** What the node calls the chain, e.g. `Bittensor`. */
  readonly chainName: string;
  /** Of the runtime that was in force when the connection was made. */
  readonly specVersion: number;
  /** What was given to `connectChain`. */
  readonly logger: Logger;

  /**
   * Runs `read`, which may ask for several things that belong together, on one node. It is run again from its start, over
   * a new connection or on the next of several nodes, if it fails for what may be the node's fault.
   *
   * @param read must ask for everything at the hash of one block, and change nothing
   * @throws what `read` throws; a ChainError that names all endpoints if it failed on every one of several
   * @throws the abort reason
   */
  withNode<T>(read: (node: ChainClient) => Promise<T>, options?: AbortOptions): Promise<T>;

  /**
   * One JSON-RPC call: its result, whatever the node says it is. It may be made more than once.
   *
   * @throws ChainError
   * @throws the abort reason
   */
  request(method: string, params: readonly unknown[], options?: AbortOptions): Promise<unknown>;

  /**
   * The storage of the runtime that wrote the state of this block. Costs two small calls for a block that was not seen
   * lately, and one large call when the runtime is another one than before.
   *
   * @throws ChainError
   * @throws the abort reason
   */
  getSchema(hash: BlockHash, options?: AbortOptions): Promise<StorageSchema>;

  /**
   * The header of this block.
   *
   * @throws ChainError
   * @throws the abort reason
   */
  getHeader(hash: BlockHash, options?: AbortOptions): Promise<ChainHeader>;

  /** Closes the connection; calls under way reject with CHAIN_CLOSED. Safe to call again. */
  disconnect(): Promise<void>;
}

export interface ChainHeader {
  readonly number: BlockRef["number"];
  readonly parentHash: BlockHash;
}
