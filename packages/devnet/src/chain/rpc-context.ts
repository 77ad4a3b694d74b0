import type { BlockHash } from "@flock-tools/core";
import type { Ledger } from "./ledger.ts";

/** What a method works with. */
export interface RpcContext {
  readonly ledger: Ledger;
  readonly methodNames: readonly string[];
  readonly subscriptions: Subscriptions;
}

export type RpcParams = readonly unknown[];

/** Answers one JSON-RPC method; what it returns becomes `result`, an RpcError becomes `error`. */
type RpcMethod = (context: RpcContext, params: RpcParams) => unknown;

export type RpcMethods = Readonly<Record<string, RpcMethod>>;

/** The subscriptions of one connection. */
export interface Subscriptions {
  /**
   * Opens one: it is told of the present once its id has been answered, and then of each change.
   *
   * @returns the id
   */
  open(subscription: Subscription): string;
  /** @returns whether there was one */
  close(id: string): boolean;
}

export interface Subscription {
  /** The method that notifications carry. */
  readonly method: string;
  /** What to push at first; `undefined` pushes nothing. */
  first(): unknown;
  /** What to push after new blocks were made, in this order. */
  next(blocks: readonly NewBlock[]): readonly unknown[];
}

export interface NewBlock {
  readonly number: number;
  readonly hash: BlockHash;
  /** Whether it is final, rather than the best for the time being. */
  readonly isFinal: boolean;
}
