/** Taken by every function that does I/O. */
export interface AbortOptions {
  /** When it aborts, the function stops and rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settles like `promise`, or rejects with `signal.reason` as soon as the signal aborts.
 * The work behind `promise` is not stopped: use it where the callee takes no signal.
 *
 * @throws the abort reason, at once if the signal is aborted already
 */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) {
    promise.catch(() => {});
    return Promise.reject(signal.reason as Error);
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/**
 * Resolves after `ms` milliseconds (>= 0).
 *
 * @throws the abort reason
 */
export function delay(ms: number, { signal }: AbortOptions = {}): Promise<void> {
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
