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

/**
 * Compiles a runtime's storage into a maker of codecs. Each remembers the hashes of its keys for as long as it lives: one
 * for each subnet keeps few.
 */
export function compileStorage(storage: StorageLayout): () => StorageCodec {
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
  return () => {
    const keys = createStorageKeys(storage);
    return {
      key(name, ...args) {
        const encoders = encodersOf(name);
        return encoders && keys.key(name, ...args.map((arg, at) => encoders.keys[at]?.(arg) ?? ""));
      },
      encoderOf: (name) => encodersOf(name)?.value,
    };
  };
}
