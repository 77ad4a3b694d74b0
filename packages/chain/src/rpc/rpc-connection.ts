import { type AbortOptions, delay, type Logger, retry } from "@flock-tools/core";
import type { RawData, WebSocket } from "ws";
import { anyOf, type ChainRetry, toSeconds } from "../chain-retry.ts";
import { ChainError, endpointLabel, excerpt } from "../errors.ts";
import { openSocket } from "./open-socket.ts";
import { parseMessage } from "./parse-message.ts";
import { RequestLimitedError, toRpcError } from "./rpc-error.ts";

type Request = (
  method: string,
  params: readonly unknown[],
  options?: AbortOptions,
) => Promise<unknown>;

/** JSON-RPC 2.0 over one WebSocket. */
export interface RpcConnection {
  /** Whether calls can still be made. */
  readonly isOpen: boolean;
  /**
   * One call.
   *
   * @throws ChainError
   * @throws the abort reason
   */
  readonly request: Request;
  /**
   * One call that is made again later, within the bounds of `retry`, where the node says that it is one too many for now.
   *
   * @throws ChainError
   * @throws the abort reason
   */
  readonly requestPatiently: Request;
  /** Resolves when the socket is closed, half a second later at most. */
  close(): Promise<void>;
  /** Ends the connection at once, without the closing handshake. */
  cut(): void;
}

export interface RpcOptions extends AbortOptions {
  readonly endpoint: string;
  /** Of each call, from its sending to the whole answer. */
  readonly timeoutMs: number;
  readonly retry: ChainRetry;
  readonly logger: Logger;
}

interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

interface PendingCall {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface State extends Required<Omit<RpcOptions, "signal">> {
  readonly label: string;
  /** Aborts, with `failure`, when there can be no more calls. */
  readonly ended: AbortController;
  readonly socket: WebSocket;
  readonly pending: Map<number, PendingCall>;
  lastId: number;
  /** Why there can be no more calls. */
  failure: ChainError | undefined;
}

/**
 * Opens a connection; `signal` is for the opening only.
 *
 * The WsProvider of @polkadot/api 16 is not used: a message that is not JSON throws inside its socket listener and so
 * ends the process, a peer that does not answer the closing keeps the process alive for 30 seconds, and what the
 * handshake was answered with is lost.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export async function openConnection({ signal, ...options }: RpcOptions): Promise<RpcConnection> {
  const socket = await openSocket(options.endpoint, { signal });
  const state: State = {
    ...options,
    ended: new AbortController(),
    label: endpointLabel(options.endpoint),
    socket,
    pending: new Map(),
    lastId: 0,
    failure: undefined,
  };
  socket.on("message", (data) => onMessage(state, data));
  socket.on("error", (error) => fail(state, toSocketError(state.label, error)));
  socket.on("close", (code, reason) => fail(state, toCloseError(state.label, code, reason)));
  socket.resume();
  return {
    get isOpen() {
      return state.failure === undefined;
    },
    request: (method, params, callOptions) => send(state, { method, params }, callOptions),
    requestPatiently: (method, params, callOptions) =>
      sendPatiently(state, { method, params }, callOptions),
    close: () => close(state),
    cut: () => fail(state, closedHere(state)),
  };
}

function sendPatiently(state: State, call: Call, { signal }: AbortOptions = {}): Promise<unknown> {
  const { sleep = delay, ...policy } = state.retry;
  return retry(() => send(state, call, { signal }), {
    ...policy,
    signal,
    isRetryable: (error) => error instanceof RequestLimitedError && state.failure === undefined,
    onWait: ({ delayMs }) =>
      state.logger.warn("the chain node allows no more requests for now: waiting", {
        method: call.method,
        seconds: toSeconds(delayMs),
      }),
    sleep: (ms) => sleep(ms, { signal: anyOf(state.ended.signal, signal) }),
  });
}

function send(
  state: State,
  { method, params }: Call,
  { signal }: AbortOptions = {},
): Promise<unknown> {
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  if (state.failure !== undefined) return Promise.reject(state.failure);
  const id = ++state.lastId;
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      state.pending.delete(id);
    };
    const call: PendingCall = {
      method,
      resolve(result) {
        settle();
        resolve(result);
      },
      reject(error) {
        settle();
        reject(error);
      },
    };
    const onAbort = (): void => call.reject(signal?.reason as Error);
    const timer = setTimeout(() => call.reject(timeoutError(state, method)), state.timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    state.pending.set(id, call);
    state.logger.debug("chain request", { id, method });
    state.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  });
}

function timeoutError({ label, timeoutMs }: State, method: string): ChainError {
  return new ChainError(`${label} did not answer ${method} within ${timeoutMs / 1000} s`, {
    code: "CHAIN_TIMEOUT",
  });
}

/** As much of a message as an excerpt can show. */
const EXCERPT_BYTES = 4096;

function onMessage(state: State, data: RawData): void {
  // A Buffer: that is what a socket gives as long as its `binaryType` is left alone.
  const bytes = data as Buffer;
  const message = parseMessage(bytes);
  if (message === undefined) {
    fail(
      state,
      new ChainError(`${state.label} sent what is not JSON-RPC`, {
        code: "CHAIN_NOT_JSON_RPC",
        details: excerpt(bytes.subarray(0, EXCERPT_BYTES).toString("utf8")),
      }),
    );
    return;
  }
  const { id, error, result } = message;
  const call = typeof id === "number" ? state.pending.get(id) : undefined;
  if (call !== undefined) {
    if (error !== undefined) {
      call.reject(toRpcError(error, { method: call.method, label: state.label }));
    } else if ("result" in message) {
      call.resolve(result);
    } else {
      call.reject(toRpcError("no result", { method: call.method, label: state.label }));
    }
  } else if (id === null && error !== undefined) {
    // The node could not read a request, and so not say which (JSON-RPC 2.0, section 5).
    fail(state, toRpcError(error, { method: "a request", label: state.label }));
  }
}

function toSocketError(label: string, cause: Error & { code?: unknown }): ChainError {
  // `ws` gives its protocol errors a code of this form, such as WS_ERR_UNSUPPORTED_MESSAGE_LENGTH.
  const isProtocol = typeof cause.code === "string" && cause.code.startsWith("WS_ERR_");
  return new ChainError(
    isProtocol
      ? `${label} sent what is not a sound WebSocket message`
      : `the connection to ${label} broke`,
    {
      code: isProtocol ? "CHAIN_BAD_ANSWER" : "CHAIN_CLOSED",
      details: excerpt(cause.message),
      cause,
    },
  );
}

function toCloseError(label: string, code: number, reason: Buffer): ChainError {
  const said = excerpt(reason.toString("utf8"));
  if (/too many|rate limit/i.test(said)) {
    return new ChainError(`${label} allows no more requests for now`, {
      code: "CHAIN_RATE_LIMITED",
      details: said,
    });
  }
  return new ChainError(`${label} closed the connection`, {
    code: "CHAIN_CLOSED",
    details: `close code ${code}${said === "" ? "" : `: ${said}`}`,
  });
}

function fail(state: State, error: ChainError): void {
  if (state.failure !== undefined) return;
  end(state, error);
  state.socket.terminate();
}

function end(state: State, error: ChainError): void {
  state.failure = error;
  for (const call of state.pending.values()) call.reject(error);
  state.ended.abort(error);
}

function closedHere({ label }: State): ChainError {
  return new ChainError(`the connection to ${label} was closed here`, { code: "CHAIN_CLOSED" });
}

const CLOSE_GRACE_MS = 500;

function close(state: State): Promise<void> {
  const { socket } = state;
  if (state.failure === undefined) end(state, closedHere(state));
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_GRACE_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1000);
  });
}
