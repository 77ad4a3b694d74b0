// How NumPy spreads a seed over a generator's state: Melissa O'Neill's seed_seq_fe, with the constants of
// numpy/random/bit_generator.pyx (`SeedSequence`), pool size 4.
const POOL_SIZE = 4;
const XSHIFT = 16;
const [INIT_A, MULT_A] = [0x43b0d7e5, 0x931e8875];
const [INIT_B, MULT_B] = [0x8b51f9dd, 0x58f38ded];
const [MIX_LEFT, MIX_RIGHT] = [0xca01f9dd, 0x4973f715];

/**
 * The first `words` 32-bit words that NumPy's `SeedSequence(seed).generate_state` gives.
 *
 * @throws RangeError if the seed is negative
 */
export function generateState(seed: bigint, words: number): Uint32Array {
  if (seed < 0n) throw new RangeError(`seed must be an integer >= 0: got ${seed}`);
  const pool = mixEntropy(splitWords(seed));
  const hash = createHasher(INIT_B, MULT_B);
  return Uint32Array.from({ length: words }, (_, index) => hash(pool[index % POOL_SIZE] ?? 0));
}

function mixEntropy(entropy: readonly number[]): Uint32Array {
  const hash = createHasher(INIT_A, MULT_A);
  const pool = Uint32Array.from({ length: POOL_SIZE }, (_, index) => hash(entropy[index] ?? 0));
  const stir = (target: number, word: number): void => {
    pool[target] = mix(pool[target] ?? 0, hash(word));
  };
  for (let source = 0; source < POOL_SIZE; source += 1) {
    for (let target = 0; target < POOL_SIZE; target += 1) {
      if (source !== target) stir(target, pool[source] ?? 0);
    }
  }
  for (const word of entropy.slice(POOL_SIZE)) {
    for (let target = 0; target < POOL_SIZE; target += 1) stir(target, word);
  }
  return pool;
}

/** Of a hash whose constant changes with every call. */
function createHasher(initial: number, multiplier: number): (value: number) => number {
  let constant = initial;
  return (value) => {
    const spread = value ^ constant;
    constant = Math.imul(constant, multiplier);
    const product = Math.imul(spread, constant);
    return (product ^ (product >>> XSHIFT)) >>> 0;
  };
}

function mix(left: number, right: number): number {
  const result = Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right);
  return (result ^ ((result >>> 0) >>> XSHIFT)) >>> 0;
}

/** Little-endian; at least one word. */
function splitWords(value: bigint): readonly number[] {
  const words = [Number(value & 0xffff_ffffn)];
  for (let rest = value >> 32n; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffff_ffffn));
  return words;
}
