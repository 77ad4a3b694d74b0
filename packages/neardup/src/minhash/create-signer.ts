import { loadMinhash, type Minhash } from "./minhash-package.ts";

const PERMUTATIONS = 128;
const BANDS = 16;
const SEED = 1;
// 2^26 * 2^26 + 2^32 is below 2^53.
const DROPPED_BITS = 6;

/** Rows of a signature in one band. */
export const BAND_SIZE: number = PERMUTATIONS / BANDS;

/**
 * A function that signs sets of strings with the same 128 permutations, ready for an `LshIndex` of bands of 8.
 *
 * Of minhash 0.0.9 it mends from outside:
 * - Every `Minhash` computes its permutations anew. Here all are made from one that has them.
 * - `a * hash` passes 2^53 and loses its low bits. Here both factors have 26 bits.
 * - Hashes of similar strings are near each other. Here their bits are mixed before they are permuted.
 * - The index's keys do not say which band they come from, so that one band meets another. Here they do.
 *
 * What only costs time is left as it is, such as that a string is hashed again for each permutation: this engine is
 * there to compare with.
 */
export function createSigner(): (strings: Iterable<string>) => Minhash {
  const { Minhash } = loadMinhash();
  const base = new Minhash({ numPerm: PERMUTATIONS, seed: SEED });
  const hash = base.hash.bind(base);
  base.permA = base.permA.map((factor) => (factor >>> DROPPED_BITS) | 1);
  base.hash = (text) => mixBits(hash(text)) >>> DROPPED_BITS;
  return (strings) => {
    const signature: Minhash = Object.create(base);
    signature.hashvalues = Array.from({ length: PERMUTATIONS }, () => base.maxHash);
    for (const text of strings) signature.update(text);
    signature.hashbands = listBands(signature.hashvalues);
    return signature;
  };
}

function listBands(values: readonly number[]): readonly string[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const part = values.slice(band * BAND_SIZE, (band + 1) * BAND_SIZE);
    return `${band}:${part.join(".")}`;
  });
}

/** The last step of MurmurHash3 (Austin Appleby, public domain): every bit of 32 bears on every other. */
function mixBits(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
