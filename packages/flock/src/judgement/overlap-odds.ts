/** How probable something is. */
export interface Odds {
  /** 0 to 1; 0 where it is too small for a number (below 1e-307). */
  readonly probability: number;
  /** Its decimal logarithm, also where the probability is too small; `-Infinity` for what cannot be. */
  readonly log10: number;
}

export interface Overlap {
  /** Distinct rows to pick from. */
  readonly pool: number;
  /** Distinct rows of the one and of the other. */
  readonly sizes: readonly [number, number];
  /** Distinct rows both have. */
  readonly shared: number;
}

/**
 * How probable it is that two share that many rows or more if each picked its rows from the pool blindly: the upper tail
 * of the hypergeometric distribution, exact to about 1e-12 of itself. Sizes beyond the pool are taken for the whole pool.
 *
 * The terms are products of ratios, relative to the greatest of them, so nothing is lost to cancellation and there are
 * no factorials to round.
 *
 * @throws RangeError if a number is not an integer >= 0
 */
export function getUniformOdds({ pool, sizes, shared }: Overlap): Odds {
  for (const [name, value] of Object.entries({ pool, size: Math.max(...sizes), shared })) {
    if (!Number.isInteger(value) || value < 0)
      throw new RangeError(`${name} must be an integer >= 0: got ${value}`);
  }
  const [a, b] = [Math.min(sizes[0], pool), Math.min(sizes[1], pool)];
  const [least, most] = [Math.max(0, a + b - pool), Math.min(a, b)];
  if (shared <= least) return { probability: 1, log10: 0 };
  if (shared > most) return { probability: 0, log10: -Infinity };
  // P(k + 1) / P(k)
  const ratio = (k: number): number => ((a - k) * (b - k)) / ((k + 1) * (pool - a - b + k + 1));
  const mode = Math.min(most, Math.floor(((a + 1) * (b + 1)) / (pool + 2)));
  const below = sumDown({ ratio, from: mode, to: least });
  const whole = 1 + below + sumUp({ ratio, from: mode, to: most });
  if (shared <= mode) {
    const tail = whole - below + sumDown({ ratio, from: mode, to: shared });
    return toOdds(Math.log(tail) - Math.log(whole));
  }
  let log = 0;
  for (let k = mode; k < shared; k += 1) log += Math.log(ratio(k));
  return toOdds(log + Math.log1p(sumUp({ ratio, from: shared, to: most })) - Math.log(whole));
}

interface Terms {
  readonly ratio: (k: number) => number;
  readonly from: number;
  readonly to: number;
}

/** The terms above `from` up to `to`, as multiples of that of `from`. */
function sumUp({ ratio, from, to }: Terms): number {
  let [term, sum] = [1, 0];
  for (let k = from; k < to && term > 0; k += 1) {
    term *= ratio(k);
    sum += term;
  }
  return sum;
}

/** The terms below `from` down to `to`, as multiples of that of `from`. */
function sumDown({ ratio, from, to }: Terms): number {
  let [term, sum] = [1, 0];
  for (let k = from - 1; k >= to && term > 0; k -= 1) {
    term /= ratio(k);
    sum += term;
  }
  return sum;
}

export function toOdds(log: number): Odds {
  return { probability: Math.min(1, Math.exp(log)), log10: Math.min(0, log / Math.LN10) };
}
