import { describeError } from "@flock-tools/cli";
import { FlockError, raceAbort } from "@flock-tools/core";
import type { Check, CheckName, CheckResult, Examination, Finding } from "./check.ts";

export interface RunChecksOptions {
  readonly checks: readonly Check[];
  readonly examination: Examination;
  /** Called before a check starts. */
  readonly onStart: (name: CheckName) => void;
  /** Called with each result, in the order of the checks. */
  readonly onResult: (result: CheckResult) => void;
}

/** What a check gets beyond the time of one call, so that the call's own error is told where there is one. */
const GRACE_MS = 1_000;

/**
 * Makes the checks one after the other. Those that need one that has failed, or was skipped, are skipped.
 *
 * @throws the abort reason of the examination's signal
 */
export async function runChecks({
  checks,
  examination,
  onStart,
  onResult,
}: RunChecksOptions): Promise<CheckResult[]> {
  const results = new Map<CheckName, CheckResult>();
  for (const check of checks) {
    examination.signal.throwIfAborted();
    const { name, area } = check;
    onStart(name);
    const finding = findObstacle(check, results) ?? (await runBounded(check, examination));
    const result = { name, area, ...finding };
    results.set(name, result);
    onResult(result);
  }
  return [...results.values()];
}

function findObstacle(
  { needs = [] }: Check,
  results: ReadonlyMap<CheckName, CheckResult>,
): Finding | undefined {
  const obstacle = needs
    .map((name) => results.get(name))
    .find((result) => result?.status === "failed" || result?.status === "skipped");
  return obstacle && { status: "skipped", seen: `${obstacle.name} ${toVerb(obstacle)}` };
}

function toVerb({ status }: CheckResult): string {
  return status === "failed" ? "has failed" : "was skipped";
}

async function runBounded(check: Check, examination: Examination): Promise<Finding> {
  const boundMs = examination.timeoutMs + GRACE_MS;
  const bound = AbortSignal.timeout(boundMs);
  const signal = AbortSignal.any([examination.signal, bound]);
  try {
    return await raceAbort(check.run({ ...examination, signal }), signal);
  } catch (error) {
    examination.signal.throwIfAborted();
    if (bound.aborted) return toOverdue(boundMs);
    countRefusal(check, examination, error);
    return toFailure(error);
  }
}

function toOverdue(boundMs: number): Finding {
  return {
    status: "failed",
    seen: `not finished within ${boundMs / 1000} s`,
    next: "try again, or allow more time with --timeout",
  };
}

function countRefusal({ area }: Check, { found }: Examination, error: unknown): void {
  const isRefusal = error instanceof FlockError && error.code === "CHAIN_RATE_LIMITED";
  if (isRefusal && area === "chain") found.refusals.chain += 1;
}

// Node's own codes for what cannot be loaded, be it a file that is missing or one for another machine.
const UNLOADABLE = /^(?:ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_DLOPEN_FAILED)$/;

function toFailure(error: unknown): Finding {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (UNLOADABLE.test(code)) {
    const { message } = error as Error;
    return { status: "failed", seen: message, next: "install again: npm run setup" };
  }
  const { message, details, next, code: facts } = describeError(error);
  const why = details === undefined || message.includes(details) ? "" : ` (${details})`;
  return { status: "failed", seen: `${message}${why}`, next, facts: { code: facts } };
}
