// Tests cut the hashes of shingles short, so that different shingles come to have one hash.
let mask: u64 = ~0;

/** Makes the first `bits` (1 to 64) bits of a shingle's hash count, and no others. */
export function setHashBits(bits: u32): void {
  mask = ~(<u64>0) << (64 - bits);
}

@inline
export function truncate(hash: u64): u64 {
  return hash & mask;
}
