import { ChainError, excerpt } from "../errors.ts";

interface HandshakeAnswer {
  readonly status: number;
  /** As it was written. */
  readonly retryAfter: string | undefined;
  /** The same in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** The error of an endpoint that answered the WebSocket handshake with this HTTP status instead. */
export function toStatusError(
  label: string,
  { status, retryAfter, retryAfterMs }: HandshakeAnswer,
): ChainError {
  const wish = {
    retryAfterMs,
    ...(retryAfter !== undefined && { details: `Retry-After: ${excerpt(retryAfter)}` }),
  };
  if (status === 429) {
    return new ChainError(`${label} allows no more connections for now (HTTP 429)`, {
      code: "CHAIN_RATE_LIMITED",
      ...wish,
    });
  }
  if (status === 401 || status === 403 || status >= 500) {
    return new ChainError(`${label} refused the connection (HTTP ${status})`, {
      code: "CHAIN_REFUSED",
      retryable: status >= 500,
      ...wish,
    });
  }
  return new ChainError(`${label} does not speak WebSocket there (HTTP ${status})`, {
    code: "CHAIN_NOT_JSON_RPC",
  });
}

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  EACCES: "this machine may not connect there",
};

/** The error of a connection that broke before the handshake was over. */
export function toConnectError(label: string, cause: Error): ChainError {
  const code = codeOf(cause);
  if (code === "ETIMEDOUT") {
    return new ChainError(`${label} did not answer`, { code: "CHAIN_TIMEOUT", cause });
  }
  // Without a code: `ws` found the handshake wrong. HPE_*: Node's HTTP parser; EPROTO: TLS met plain text.
  if (code === "" || code.startsWith("HPE_") || code === "EPROTO") {
    return new ChainError(`${label} does not speak WebSocket there`, {
      code: "CHAIN_NOT_JSON_RPC",
      details: excerpt(cause.message),
      cause,
    });
  }
  if (code === "ECONNRESET" || code === "EPIPE") {
    return new ChainError(`${label} closed the connection during the handshake`, {
      code: "CHAIN_CLOSED",
      cause,
    });
  }
  return new ChainError(`cannot connect to ${label}: ${NETWORK_REASONS[code] ?? code}`, {
    code: "CHAIN_REFUSED",
    details: excerpt(cause.message),
    retryable: code === "EAI_AGAIN",
    cause,
  });
}

/** Also of the first error of several addresses tried: Node joins them without a code of their own. */
function codeOf(cause: Error): string {
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  if (cause instanceof AggregateError) {
    const first: unknown = cause.errors[0];
    if (first instanceof Error) return codeOf(first);
  }
  return "";
}
