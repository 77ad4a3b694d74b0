import { blake2AsU8a, xxhashAsU8a } from "@polkadot/util-crypto";
import { toHex } from "@flock-tools/core";
import { type Hasher, STORAGE, type StorageLayout, type StorageName } from "./storage-layout.ts";

/** Makes hashed storage keys; what was hashed once is remembered for as long as the maker lives. */
export interface StorageKeys {
  /**
   * The key of one value: `0x`, the 32-byte prefix of the item, then each argument under the item's own hasher.
   *
   * @param args SCALE-encoded keys of the map, hex without `0x`, as many as the item has or fewer (a prefix of many)
   */
  key(name: StorageName, ...args: readonly string[]): string;
}

/** @see StorageKeys */
export function createStorageKeys(storage: StorageLayout = STORAGE): StorageKeys {
  const prefixes = new Map<StorageName, string>();
  const hashed = {
    Blake2_128: memoize((arg) => toHex(blake2AsU8a(bytesOf(arg), 128))),
    Blake2_256: memoize((arg) => toHex(blake2AsU8a(bytesOf(arg), 256))),
    Blake2_128Concat: memoize((arg) => toHex(blake2AsU8a(bytesOf(arg), 128)) + arg),
    Twox128: memoize((arg) => toHex(xxhashAsU8a(bytesOf(arg), 128))),
    Twox256: memoize((arg) => toHex(xxhashAsU8a(bytesOf(arg), 256))),
    Twox64Concat: memoize((arg) => toHex(xxhashAsU8a(bytesOf(arg), 64)) + arg),
    Identity: (arg: string) => arg,
  } satisfies Record<Hasher, (arg: string) => string>;

  const prefixOf = (name: StorageName): string => {
    let prefix = prefixes.get(name);
    if (prefix === undefined) {
      prefix = storagePrefix(name);
      prefixes.set(name, prefix);
    }
    return prefix;
  };

  return {
    key(name: StorageName, ...args: readonly string[]): string {
      const { keys = [] } = storage[name] ?? {};
      let key = prefixOf(name);
      for (const [at, arg] of args.entries()) {
        const argument = keys[at];
        if (argument === undefined) {
          throw new RangeError(`${name} takes ${keys.length} keys: got ${args.length}`);
        }
        key += hashed[argument.hasher](arg);
      }
      return key;
    },
  };
}

/** `twox128(pallet) ++ twox128(item)`, as FRAME lays out storage (substrate, frame/support, `storage_prefix`). */
function storagePrefix(name: StorageName): string {
  const [pallet = "", item = ""] = name.split(".");
  return `0x${toHex(xxhashAsU8a(pallet, 128))}${toHex(xxhashAsU8a(item, 128))}`;
}

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}

function memoize(hash: (arg: string) => string): (arg: string) => string {
  const known = new Map<string, string>();
  return (arg) => {
    let result = known.get(arg);
    if (result === undefined) {
      result = hash(arg);
      known.set(arg, result);
    }
    return result;
  };
}
