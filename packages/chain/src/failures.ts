import type { Logger } from "@flock-tools/core";
import { toSeconds } from "./chain-retry.ts";
import { ChainError } from "./errors.ts";
import { RequestLimitedError } from "./rpc/rpc-error.ts";

/** Why one node could not serve. */
export interface Failure {
  /** As errors and logs show it. */
  readonly endpoint: string;
  readonly error: ChainError;
  /** Whether its calls were made again already where they were too many. */
  readonly isPatient: boolean;
  /** Whether it has ever served. */
  readonly hasServed: boolean;
}

/** Thrown where no node could serve in one round; the failures say why. */
export class RoundError extends Error {}

// What is wrong with an address that was never right, and may be no more than trouble at one that was.
const PASSES_ONCE_SERVED: ReadonlySet<ChainError["code"]> = new Set([
  "CHAIN_NOT_JSON_RPC",
  "CHAIN_REFUSED",
  "CHAIN_TIMEOUT",
] satisfies ChainError["code"][]);

/** Whether the same node is worth asking again. */
export function canPass({ error, isPatient, hasServed }: Failure): boolean {
  if (isPatient && error instanceof RequestLimitedError) return false;
  if (!PASSES_ONCE_SERVED.has(error.code)) return error.retryable;
  return hasServed || (error.code === "CHAIN_REFUSED" && error.retryable);
}

/** The shortest of the pauses that these nodes ask for; undefined if one of them asks for none. */
export function findAskedDelay(failures: readonly Failure[]): number | undefined {
  const asked = failures.map(({ error }) => error.retryAfterMs ?? 0);
  return asked.includes(0) ? undefined : Math.min(...asked);
}

/** Says what is waited for. */
export function warnOfWait(logger: Logger, failures: readonly Failure[], delayMs: number): void {
  const [only] = failures;
  const seconds = toSeconds(delayMs);
  if (only !== undefined && failures.length === 1) {
    const { message, code } = only.error;
    logger.warn(`${message}: trying again`, { seconds, code });
  } else {
    const isLimit = failures.every(({ error }) => error.code === "CHAIN_RATE_LIMITED");
    const problem = isLimit ? "allows more requests" : "can serve";
    logger.warn(`no chain node ${problem} for now: waiting`, { seconds });
  }
}

/** The error of what no node could serve, after so many rounds: of a single endpoint its own. */
export function toFinalError(failures: readonly Failure[], tried: number): ChainError {
  const errors = failures.map(({ error }) => error);
  const [only] = errors;
  const often = tried > 1 ? `tried ${tried} times` : "";
  if (only !== undefined && errors.length === 1) return often === "" ? only : toldOf(only, often);
  // That old state is gone has a remedy of its own, whatever else is wrong with the others.
  const telling = errors.find(({ code }) => code === "CHAIN_STATE_DISCARDED") ?? only;
  const said = failures.map(({ endpoint, error }) => `${endpoint}: ${describe(error)}`);
  return new ChainError(`none of ${failures.length} endpoints could be used: ${said.join("; ")}`, {
    code: telling?.code ?? "CHAIN_REFUSED",
    ...(telling?.next !== undefined && { next: telling.next }),
    ...(often !== "" && { details: often }),
    cause: new AggregateError(errors),
  });
}

function toldOf(error: ChainError, often: string): ChainError {
  const { message, code, details, next } = error;
  return new ChainError(message, {
    code,
    details: details === undefined ? often : `${details}; ${often}`,
    ...(next !== undefined && { next }),
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    cause: error,
  });
}

function describe({ message, details }: ChainError): string {
  return details === undefined ? message : `${message} (${details})`;
}
