/**
 * Runs tasks that stand or fall together: the first that throws aborts the signal that `start` gave to all of them,
 * and nothing is left running when this settles. Results in the order of the tasks.
 *
 * @throws what the first failing task threw, or the reason of `outer`, whichever came first
 */
export async function shareFate<T>(
  outer: AbortSignal | undefined,
  start: (signal: AbortSignal) => readonly Promise<T>[],
): Promise<T[]> {
  const failure = new AbortController();
  const signal = outer === undefined ? failure.signal : AbortSignal.any([outer, failure.signal]);
  signal.throwIfAborted();
  const tasks = start(signal);
  for (const task of tasks) task.catch((error: unknown) => failure.abort(error));
  await Promise.allSettled(tasks);
  signal.throwIfAborted();
  return Promise.all(tasks);
}
