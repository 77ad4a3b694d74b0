import { blake2AsU8a, xxhashAsU8a } from "@polkadot/util-crypto";

/** One storage hasher: what it puts before the encoded part of a key, and whether that part stands behind it. */
export interface Hasher {
  /** Bytes of the hash; 0 for `Identity`. */
  readonly length: number;
  readonly keepsInput: boolean;
  hash(input: Uint8Array): Uint8Array;
}

// polkadot-sdk, substrate/frame/support/src/hash.rs.
const HASHERS: Readonly<Record<string, Hasher>> = {
  Identity: { length: 0, keepsInput: true, hash: () => new Uint8Array() },
  Twox64Concat: { length: 8, keepsInput: true, hash: (input) => xxhashAsU8a(input, 64) },
  Blake2_128Concat: { length: 16, keepsInput: true, hash: (input) => blake2AsU8a(input, 128) },
  Twox128: { length: 16, keepsInput: false, hash: (input) => xxhashAsU8a(input, 128) },
  Twox256: { length: 32, keepsInput: false, hash: (input) => xxhashAsU8a(input, 256) },
  Blake2_128: { length: 16, keepsInput: false, hash: (input) => blake2AsU8a(input, 128) },
  Blake2_256: { length: 32, keepsInput: false, hash: (input) => blake2AsU8a(input, 256) },
};

/** The hasher of that name in metadata, e.g. `Twox64Concat`. */
export function findHasher(name: string): Hasher | undefined {
  return Object.hasOwn(HASHERS, name) ? HASHERS[name] : undefined;
}
