import { blake2AsU8a, xxhashAsU8a } from "@polkadot/util-crypto";

/** One storage hasher: what it puts before the encoded part of a key, and whether that part stands behind it. */
export interface Hasher {
  /** As metadata has it, e.g. `Twox64Concat`. */
  readonly name: string;
  /** Bytes of the hash; 0 for `Identity`. */
  readonly length: number;
  readonly keepsInput: boolean;
  hash(input: Uint8Array): Uint8Array;
}

// polkadot-sdk, substrate/frame/support/src/hash.rs.
const HASHERS: readonly Hasher[] = [
  { name: "Identity", length: 0, keepsInput: true, hash: () => new Uint8Array() },
  { name: "Twox64Concat", length: 8, keepsInput: true, hash: (input) => xxhashAsU8a(input, 64) },
  { name: "Blake2_128Concat", length: 16, keepsInput: true, hash: (it) => blake2AsU8a(it, 128) },
  { name: "Twox128", length: 16, keepsInput: false, hash: (input) => xxhashAsU8a(input, 128) },
  { name: "Twox256", length: 32, keepsInput: false, hash: (input) => xxhashAsU8a(input, 256) },
  { name: "Blake2_128", length: 16, keepsInput: false, hash: (input) => blake2AsU8a(input, 128) },
  { name: "Blake2_256", length: 32, keepsInput: false, hash: (input) => blake2AsU8a(input, 256) },
];

/** @throws Error if there is none of that name */
export function getHasher(name: string): Hasher {
  const found = HASHERS.find((hasher) => hasher.name === name);
  if (found !== undefined) return found;
  throw new Error(`keys hashed by ${name} are not supported`);
}
