import { FlockError } from "@flock-tools/core";
import { HubError, type HubErrorCode } from "./errors.ts";

interface Mapping {
  readonly code: HubErrorCode;
  readonly retryable: boolean;
  readonly next?: string;
}

const TIMEOUT: Mapping = {
  code: "HUB_TIMEOUT",
  retryable: true,
  next: "check the connection; with a slow one, lower the concurrency",
};
const NETWORK: Mapping = { code: "HUB_NETWORK", retryable: true };
const UNREACHABLE: Mapping = {
  code: "HUB_NETWORK",
  retryable: true,
  next: "check the connection, HF_ENDPOINT and the proxy settings",
};
const TLS: Mapping = {
  code: "HUB_NETWORK",
  retryable: false,
  next: "check HF_ENDPOINT; if a proxy signs with its own authority, name its file in NODE_EXTRA_CA_CERTS",
};
const NOT_HTTP: Mapping = {
  code: "HUB_BAD_ANSWER",
  retryable: false,
  next: "check HF_ENDPOINT: what listens there does not speak HTTP as the Hub does",
};

const MAPPINGS: readonly (readonly [RegExp, Mapping])[] = [
  [/^(?:UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT|ETIMEDOUT)$/, TIMEOUT],
  [/^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL)$/, UNREACHABLE],
  [/CERT|SIGNATURE|ISSUER|^ERR_(?:TLS|SSL)/, TLS],
  [/^(?:HPE_|UND_ERR_HEADERS_OVERFLOW)/, NOT_HTTP],
  [
    /^(?:Z_DATA_ERROR|Z_NEED_DICT|ERR_BROTLI|ERR__ERROR_FORMAT)/,
    { code: "HUB_BAD_ANSWER", retryable: false },
  ],
];

/**
 * An error of undici, node:net, node:tls or node:zlib as a HubError: what cannot be told apart is a broken
 * connection, which may be tried again. Errors of this project pass through.
 */
export function toNetworkError(error: unknown, where: string): FlockError {
  if (error instanceof FlockError) return error;
  const { code, message } = describe(error);
  const mapping = MAPPINGS.find(([pattern]) => pattern.test(code))?.[1] ?? NETWORK;
  const { next } = mapping;
  return new HubError(`no whole answer from ${where}: ${message}`, {
    code: mapping.code,
    retryable: mapping.retryable,
    cause: error,
    ...(next === undefined ? {} : { next }),
  });
}

// Connecting to a name with several addresses fails with an AggregateError that has no message of its own.
function describe(error: unknown): { readonly code: string; readonly message: string } {
  const errors: unknown[] = error instanceof AggregateError ? [error, ...error.errors] : [error];
  const codes = errors.map((each) => (each as { code?: unknown } | undefined)?.code);
  const messages = errors.map((each) => (each instanceof Error ? each.message : ""));
  const code = codes.find((each) => typeof each === "string") ?? "";
  const message = messages.find((each) => each !== "") ?? code;
  return { code, message: message === "" ? String(error) : message };
}
