export interface ShareWorkOptions<T> {
  /** How many work at a time, at most. */
  readonly workers: number;
  /** Called once for each of them. */
  readonly createWorker: () => (item: T) => Promise<void>;
}

/**
 * Hands items to workers, in turn. After a failure none of them begins another, and when this settles nothing is being
 * worked on any more.
 *
 * @throws what a worker threw
 */
export async function shareWork<T>(
  items: readonly T[],
  { workers, createWorker }: ShareWorkOptions<T>,
): Promise<void> {
  const waiting = items.values();
  let isFailed = false;
  const run = async (): Promise<void> => {
    const work = createWorker();
    for (const item of waiting) {
      if (isFailed) return;
      try {
        await work(item);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  const running = Array.from({ length: Math.min(workers, items.length) }, run);
  await Promise.allSettled(running);
  await Promise.all(running);
}
