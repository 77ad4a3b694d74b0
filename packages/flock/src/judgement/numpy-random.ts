import { generateState } from "./seed-sequence.ts";

/** What of NumPy's `Generator` the validator uses. */
export interface NumpyRandom {
  /**
   * `rng.choice(population, size, replace=False)`: `size` members in the order NumPy draws them.
   *
   * @throws RangeError if `size` is not an integer from 0 to the size of the population
   */
  choose<T>(population: readonly T[], size: number): T[];
}

const MASK_128 = (1n << 128n) - 1n;
const MASK_64 = (1n << 64n) - 1n;
const MULTIPLIER = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645n;

/** Populations beyond this size are shuffled from the end if more than 1 in 50 is drawn (`Generator.choice`). */
const FLOYD_LIMIT = 10_000;
const SHUFFLE_SHARE = 50;

/**
 * NumPy's `default_rng(seed)`: PCG64 (XSL-RR, 128 bits of state), to the last draw. The validator draws from
 * `np.random.default_rng()`, whose seed nobody knows, so a replay is one possible day (FLock-subnet,
 * neurons/validator.py).
 *
 * @throws RangeError if the seed is not an integer >= 0
 */
export function createNumpyRandom(seed: number | bigint): NumpyRandom {
  const nextUint32 = createPcg64(BigInt(seed));
  const below = (limit: number): number => drawBelow(nextUint32, limit);
  return {
    choose(population, size) {
      if (!Number.isInteger(size) || size < 0 || size > population.length) {
        throw new RangeError(`size must be an integer from 0 to ${population.length}: got ${size}`);
      }
      const isShuffled =
        population.length > FLOYD_LIMIT && size > Math.floor(population.length / SHUFFLE_SHARE);
      const indices = isShuffled
        ? drawFromEnd(below, { from: population.length, size })
        : drawByFloyd(below, { from: population.length, size });
      return indices.flatMap((index) => population.slice(index, index + 1));
    },
  };
}

// O'Neill's PCG as in numpy/random/src/pcg64: the state is stepped before each output, and the two halves of an output
// serve as 32-bit words, the low one first.
function createPcg64(seed: bigint): () => number {
  const words = generateState(seed, 8);
  const word64 = (index: number): bigint =>
    BigInt(words[2 * index] ?? 0) | (BigInt(words[2 * index + 1] ?? 0) << 32n);
  const increment = ((((word64(2) << 64n) | word64(3)) << 1n) | 1n) & MASK_128;
  let state = (increment + ((word64(0) << 64n) | word64(1))) & MASK_128;
  const step = (): void => {
    state = (state * MULTIPLIER + increment) & MASK_128;
  };
  step();
  let kept: number | undefined;
  return () => {
    if (kept !== undefined) {
      const high = kept;
      kept = undefined;
      return high;
    }
    step();
    const output = rotate((state >> 64n) ^ (state & MASK_64), state >> 122n);
    kept = Number(output >> 32n);
    return Number(output & 0xffff_ffffn);
  };
}

function rotate(value: bigint, by: bigint): bigint {
  return ((value >> by) | (value << (64n - by))) & MASK_64;
}

/** An integer from 0 to `limit`, inclusive, by Lemire's method (numpy/random/src/distributions). */
function drawBelow(nextUint32: () => number, limit: number): number {
  if (limit === 0) return 0;
  const range = BigInt(limit) + 1n;
  const threshold = (0xffff_ffffn - BigInt(limit)) % range;
  for (;;) {
    const product = BigInt(nextUint32()) * range;
    if ((product & 0xffff_ffffn) >= threshold) return Number(product >> 32n);
  }
}

interface Draw {
  readonly from: number;
  readonly size: number;
}

/** Floyd's sampling, then a shuffle (numpy/random/_generator.pyx, `Generator.choice`). */
function drawByFloyd(below: (limit: number) => number, { from, size }: Draw): number[] {
  const drawn = new Set<number>();
  for (let last = from - size; last < from; last += 1) {
    const index = below(last);
    drawn.add(drawn.has(index) ? last : index);
  }
  const indices = [...drawn];
  shuffleEnd(indices, { below, first: 1 });
  return indices;
}

function drawFromEnd(below: (limit: number) => number, { from, size }: Draw): number[] {
  const indices = Array.from({ length: from }, (_, index) => index);
  shuffleEnd(indices, { below, first: Math.max(from - size, 1) });
  return indices.slice(from - size);
}

function shuffleEnd(
  indices: number[],
  { below, first }: { readonly below: (limit: number) => number; readonly first: number },
): void {
  for (let place = indices.length - 1; place >= first; place -= 1) {
    const other = below(place);
    const [left, right] = [indices[place] ?? 0, indices[other] ?? 0];
    indices[place] = right;
    indices[other] = left;
  }
}
