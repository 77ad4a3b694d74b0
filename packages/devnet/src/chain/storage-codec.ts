import { compileEncoder, type Encoder } from "./compile-encoder.ts";
import type { PlainValue } from "./plain-value.ts";
import { createStorageKeys } from "./storage-keys.ts";
import type { StorageLayout, StorageName } from "./storage-layout.ts";

/** Encodes keys and values as one runtime's storage has them. */
export interface StorageCodec {
  /** The `0x` key of one value; undefined if the runtime has no such item. */
  key(name: StorageName, ...args: readonly PlainValue[]): string | undefined;
  /** Of the item's values; undefined if the runtime has no such item. */
  encoderOf(name: StorageName): Encoder | undefined;
}

interface ItemEncoders {
  readonly keys: readonly Encoder[];
  readonly value: Encoder;
}

/** Creates a codec, which remembers the hashes of keys for as long as it lives. */
export function createStorageCodec(storage: StorageLayout): StorageCodec {
  const keys = createStorageKeys(storage);
  const compiled = new Map<StorageName, ItemEncoders>();
  const encodersOf = (name: StorageName): ItemEncoders | undefined => {
    const definition = storage[name];
    const known = compiled.get(name);
    if (known !== undefined || definition === undefined) return known;
    const encoders = {
      keys: definition.keys.map(({ type }) => compileEncoder(type)),
      value: compileEncoder(definition.value),
    };
    compiled.set(name, encoders);
    return encoders;
  };
  return {
    key(name, ...args) {
      const encoders = encodersOf(name);
      return encoders && keys.key(name, ...args.map((arg, at) => encoders.keys[at]?.(arg) ?? ""));
    },
    encoderOf: (name) => encodersOf(name)?.value,
  };
}
