import type { RpcErrorObject } from "./rpc-error.ts";

/** One JSON-RPC request, as a fault handler sees it. */
export interface ChainRequest {
  readonly method: string;
  readonly params: readonly unknown[];
  /** Which connection it came over: 1 is the first since the server started. */
  readonly connection: number;
}

/**
 * What befalls a request in place of its answer: none ever comes, the connection is cut, an error, or a made-up
 * result.
 */
export type ChainFault =
  | "stall"
  | "close"
  | { readonly error: RpcErrorObject }
  | { readonly result: unknown };

/**
 * Asked at every request, in the order of arrival; `undefined` leaves the request alone, and a promise holds its
 * answer back until it settles.
 */
export type ChainFaultHandler = (
  request: ChainRequest,
) => ChainFault | undefined | Promise<ChainFault | undefined>;

/** What befalls the WebSocket handshake: HTTP 429, or no answer at all. */
export type HandshakeFault = "reject-429" | "stall";
