import type { Store } from "./store.ts";

/**
 * Runs `body` while no other process has the store's folder open, which those that try to are told.
 *
 * @param purpose what for, in a few words: another process shows them
 * @throws StoreError STORE_LOCKED if somebody has it open, naming who and for how long; what `body` throws
 */
export function useStoreAlone<T>(
  store: Store,
  purpose: string,
  body: () => T | Promise<T>,
): Promise<T> {
  store.internals.commits.flush();
  return store.internals.lock.alone(purpose, body);
}
