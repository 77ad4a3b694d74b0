import type { AbortOptions } from "@flock-tools/core";
import { HubError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/**
 * Runs one public call under one signal: the caller's, the closing of the Hub, and the total timeout. A signal of its
 * own for each call keeps the caller's free of listeners, of which hundreds of downloads would need hundreds.
 *
 * @throws what `run` throws, or the reason of whichever signal came first
 */
export async function withCallScope<T>(
  { closing, totalMs }: Pick<Transport, "closing" | "totalMs">,
  { signal }: AbortOptions,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const sources = [deadline.signal, closing, ...(signal === undefined ? [] : [signal])];
  const scope = AbortSignal.any(sources);
  scope.throwIfAborted();
  const timer =
    totalMs === undefined
      ? undefined
      : setTimeout(() => deadline.abort(createTotalTimeout(totalMs)), totalMs);
  try {
    return await run(scope);
  } catch (error) {
    scope.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function createTotalTimeout(totalMs: number): HubError {
  return new HubError(`not finished within ${totalMs} ms`, {
    code: "HUB_TIMEOUT",
    retryable: true,
    next: "run it again: it goes on from the bytes that are there",
  });
}
