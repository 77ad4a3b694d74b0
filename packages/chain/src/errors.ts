import { FlockError, type FlockErrorOptions } from "@flock-tools/core";

export type ChainErrorCode =
  | "CHAIN_REFUSED"
  | "CHAIN_TIMEOUT"
  | "CHAIN_RATE_LIMITED"
  | "CHAIN_WRONG_GENESIS"
  | "CHAIN_STATE_DISCARDED"
  | "CHAIN_NOT_JSON_RPC"
  | "CHAIN_SUBNET_NOT_FOUND"
  | "CHAIN_CLOSED"
  | "CHAIN_BAD_ANSWER";

const NEXT: Readonly<Record<ChainErrorCode, string>> = {
  CHAIN_REFUSED:
    "check the address and your connection, or choose another with --network or --endpoint",
  CHAIN_TIMEOUT: "try again, or choose another endpoint with --network or --endpoint",
  CHAIN_RATE_LIMITED:
    "wait a minute and try again, or choose another endpoint with --network or --endpoint",
  CHAIN_WRONG_GENESIS: "make --network and --endpoint name the same chain",
  CHAIN_STATE_DISCARDED: "use a node that keeps old state: --network archive",
  CHAIN_NOT_JSON_RPC:
    "give --endpoint the WebSocket RPC address of a Subtensor node, such as ws://127.0.0.1:9944",
  CHAIN_SUBNET_NOT_FOUND: "list the subnets of this network with pnpm find-netuid",
  CHAIN_CLOSED: "run the command again, or choose another endpoint with --endpoint",
  CHAIN_BAD_ANSWER:
    "try another endpoint; if all answer alike, this chain runs a runtime that this version cannot read",
};

const PASSES: ReadonlySet<ChainErrorCode> = new Set([
  "CHAIN_CLOSED",
  "CHAIN_TIMEOUT",
  "CHAIN_RATE_LIMITED",
] satisfies ChainErrorCode[]);

export interface ChainErrorOptions extends Omit<FlockErrorOptions, "kind" | "code"> {
  readonly code: ChainErrorCode;
  /** Without it, the code decides. */
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The chain's endpoint cannot be reached, or what it answers cannot be used. */
export class ChainError extends FlockError {
  override readonly name: string = "ChainError";
  declare readonly code: ChainErrorCode;
  /** Whether the same may succeed later, or over another connection, without anybody changing anything. */
  readonly retryable: boolean;
  /** How long the node asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { retryable, retryAfterMs, ...options }: ChainErrorOptions) {
    super(message, { next: NEXT[options.code], ...options, kind: "chain" });
    this.retryable = retryable ?? PASSES.has(options.code);
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a runtime API answered cannot be used, though storage may say the same in a form that can. */
export class RuntimeApiError extends ChainError {
  override readonly name: string = "RuntimeApiError";

  constructor(message: string, options: Omit<ChainErrorOptions, "code"> = {}) {
    super(message, { ...options, code: "CHAIN_BAD_ANSWER" });
  }
}

const EXCERPT_LENGTH = 200;

/** What a remote wrote, fit for one line of an error: control characters become spaces, at most 200 characters. */
export function excerpt(text: string): string {
  const line = text
    .slice(0, 4 * EXCERPT_LENGTH)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line;
}

/** The endpoint as errors and logs show it: without user, password, path and query, where API keys stand. */
export function endpointLabel(endpoint: string): string {
  const { protocol, host } = new URL(endpoint);
  return `${protocol}//${host}`;
}
