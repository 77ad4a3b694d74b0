import { ChainError, excerpt } from "../errors.ts";

/** An answer of the node that a response would be larger than it may be: the caller asks for less at a time. */
export class ResponseTooBigError extends ChainError {
  override readonly name: string = "ResponseTooBigError";
}

/** An answer of the node that this is one request too many for now: the same one may pass later. */
export class RequestLimitedError extends ChainError {
  override readonly name: string = "RequestLimitedError";
}

// -32008: jsonrpsee, types/src/error.rs, OVERSIZED_RESPONSE_CODE; -32702 in its versions before 0.16.
const OVERSIZED_RESPONSE = new Set([-32_008, -32_702]);
// HTTP's number, as proxies give it; the one that public RPC providers have settled on; -32999: polkadot-sdk,
// substrate/client/rpc-servers/src/middleware, `--rpc-rate-limit`; -32009: jsonrpsee, SERVER_IS_BUSY_CODE; -32604 in its
// versions before 0.16.
const RATE_LIMITED = new Set([429, -32_029, -32_999, -32_009, -32_604]);

/** The error that a node's `error` member stands for. `label` names the endpoint. */
export function toRpcError(
  error: unknown,
  { method, label }: { method: string; label: string },
): ChainError {
  const { code, message, data } = readError(error);
  const said = excerpt([message, data].filter((part) => part !== "").join(": "));
  const details = `${method}: ${code === undefined ? "" : `${code} `}${said}`;
  if (code !== undefined && OVERSIZED_RESPONSE.has(code)) {
    return new ResponseTooBigError(`${label} cannot answer ${method} in one piece`, {
      code: "CHAIN_BAD_ANSWER",
      details,
    });
  }
  if (
    (code !== undefined && RATE_LIMITED.has(code)) ||
    /too many requests|rate limit/i.test(said)
  ) {
    return new RequestLimitedError(`${label} allows no more requests for now`, {
      code: "CHAIN_RATE_LIMITED",
      details,
    });
  }
  // sc-client-api, in_mem.rs and state-db.
  if (/state already discarded/i.test(said)) {
    return new ChainError(`${label} does not keep the state of that block`, {
      code: "CHAIN_STATE_DISCARDED",
      details,
    });
  }
  if (/(?:header|block) was not found/i.test(said)) {
    return unknownBlock(`${label} does not have that block`, details);
  }
  return new ChainError(`${label} answered ${method} with an error: ${said || "no message"}`, {
    code: "CHAIN_BAD_ANSWER",
    details,
    retryable: code !== undefined && isOfServer(code),
  });
}

/** The error of a node that does not know a block by its hash, as one that is behind does not know the newest yet. */
export function unknownBlock(message: string, details?: string): ChainError {
  return new ChainError(message, {
    code: "CHAIN_STATE_DISCARDED",
    retryable: true,
    next: "try again in a minute; for an old block, use a node that keeps old state: --network archive",
    ...(details !== undefined && { details }),
  });
}

/** Whether an error is one of the server and not of the request (JSON-RPC 2.0, section 5.1). */
function isOfServer(code: number): boolean {
  return code === -32_603 || (code >= -32_099 && code <= -32_000);
}

function readError(error: unknown): { code: number | undefined; message: string; data: string } {
  if (typeof error !== "object" || error === null) {
    return { code: undefined, message: String(error), data: "" };
  }
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  return {
    code: typeof code === "number" ? code : undefined,
    message: typeof message === "string" ? message : "",
    data: typeof data === "string" ? data : stringify(data),
  };
}

/** Empty for what cannot be written: what is nested some thousand times is parsed, but not written, by V8. */
function stringify(data: unknown): string {
  try {
    return JSON.stringify(data) ?? "";
  } catch {
    return "";
  }
}
