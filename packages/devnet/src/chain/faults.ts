import type { ChainWorld } from "../world.ts";
import type { RpcErrorObject } from "./rpc-error.ts";

/** One JSON-RPC request, as a fault handler sees it. */
export interface ChainRequest {
  readonly method: string;
  readonly params: readonly unknown[];
  /** Which connection it came over: 1 is the first since the server started. */
  readonly connection: number;
}

/**
 * What befalls one request.
 *
 * - `stall`: no answer ever comes; those to other requests do.
 * - `{ stallForMs }`: no answer, and after so many milliseconds the end of the connection.
 * - `close`: the end of the connection in the place of the answer.
 * - `{ error }`, `{ result }`: a made-up error or result.
 * - `{ alter }`: the true result, changed; errors stay as they are. See `alterValues`.
 * - `pruned`: the state that was asked for is discarded already, in the words of a node that keeps about 300 blocks. Requests
 *   for no state, such as those for headers, are answered as ever.
 * - `oversize`: the answer is too big, and refused as a node refuses it.
 * - `{ oversizeBytes }`: a well-formed answer of at least so many bytes is sent, as by a node that knows no limit.
 */
export type ChainFault =
  | "stall"
  | "close"
  | "pruned"
  | "oversize"
  | { readonly stallForMs: number }
  | { readonly error: RpcErrorObject }
  | { readonly result: unknown }
  | { readonly alter: AlterResult }
  | { readonly oversizeBytes: number };

export type AlterResult = (result: unknown, request: Omit<ChainRequest, "connection">) => unknown;

/**
 * Asked at every request, in the order of arrival; `undefined` leaves the request alone, and a promise holds its
 * answer back until it settles.
 */
export type ChainFaultHandler = (
  request: ChainRequest,
) => ChainFault | undefined | Promise<ChainFault | undefined>;

/** What befalls a connection as a whole. */
export interface ConnectionFault {
  /** It ends once so many messages have been sent over it, answers and notifications: an integer >= 0. */
  readonly closeAfterFrames?: number;
  /** It leads to another chain, which no `advance` changes. */
  readonly world?: ChainWorld;
}

/** Asked when a connection is accepted, with its number: 1 is the first since the server started. */
export type ConnectionFaultHandler = (connection: number) => ConnectionFault | undefined;

/** What befalls the WebSocket handshake: HTTP 429, no answer at all, the end of the connection, or any answer. */
export type HandshakeFault =
  | "reject-429"
  | "stall"
  | "drop"
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

/** Asked at every handshake, with its number: 1 is the first since the server started. */
export type HandshakeFaultHandler = (handshake: number) => HandshakeFault | undefined;
