import { type AbortOptions, parseRetryAfter } from "@flock-tools/core";
import { WebSocket } from "ws";
import { endpointLabel } from "../errors.ts";
import { toConnectError, toStatusError } from "./handshake-error.ts";

// A node sends at most 15 MiB (polkadot-sdk, `--rpc-max-response-size`); twice that is no node of ours.
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/**
 * Opens a WebSocket. It is paused: whoever takes it resumes it once it listens, so that nothing is missed. Compression is not offered: nodes do not have it, and it would let a small message swell.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export function openSocket(endpoint: string, { signal }: AbortOptions = {}): Promise<WebSocket> {
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  const label = endpointLabel(endpoint);
  const socket = new WebSocket(endpoint, {
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      signal?.removeEventListener("abort", onAbort);
      reject(error);
      // An abandoned handshake ends in one more "error" event, which must find a listener.
      socket.on("error", () => {});
      socket.terminate();
    };
    const onAbort = (): void => fail(signal?.reason as Error);
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (cause) => fail(toConnectError(label, cause)));
    socket.once("unexpected-response", (_request, response) => {
      const { "retry-after": retryAfter, date } = response.headers;
      const retryAfterMs = parseRetryAfter({ retryAfter, date }, Date.now());
      fail(toStatusError(label, { status: response.statusCode ?? 0, retryAfter, retryAfterMs }));
      response.destroy();
    });
    socket.once("open", () => {
      signal?.removeEventListener("abort", onAbort);
      socket.removeAllListeners();
      socket.pause();
      resolve(socket);
    });
  });
}
