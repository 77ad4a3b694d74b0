import type { AbortOptions, BlockHash, BlockRef } from "@flock-tools/core";
import type { StorageSchema } from "./runtime/storage-schema.ts";

/** A connection to one chain; the functions of this package take it as their first argument. */
export interface ChainClient extends AsyncDisposable {
  /** As given: it may hold an API key. */
  readonly endpoint: string;
  readonly genesis: BlockHash;
  /** What the node calls the chain, e.g. `Bittensor`. */
  readonly chainName: string;
  /** Of the runtime that was in force when the connection was made. */
  readonly specVersion: number;

  /**
   * One JSON-RPC call: its result, whatever the node says it is.
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
