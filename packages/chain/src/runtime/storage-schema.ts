import type { Hotkey } from "@flock-tools/core";

/** `0x` and an even number of lower-case hex digits. */
export type Hex = `0x${string}`;

/** The storage, and the methods to call, that one runtime declares in its metadata. */
export interface StorageSchema {
  readonly specVersion: number;
  /**
   * The item of that name, e.g. `("SubtensorModule", "Keys")`.
   *
   * @throws ChainError CHAIN_BAD_ANSWER if the runtime has none
   */
  getItem(pallet: string, name: string): StorageItem;
  /** As `getItem`, and undefined if the runtime has none. */
  findItem(pallet: string, name: string): StorageItem | undefined;
  /**
   * The method of that name of a runtime API, e.g. `("SubnetInfoRuntimeApi", "get_selective_metagraph")`; undefined if the
   * metadata does not describe one, as metadata before version 15 never does, or describes one that cannot be called here.
   */
  findCall(api: string, method: string): RuntimeCall | undefined;
  /** SS58 with prefix 42 of an account id of 32 bytes. */
  encodeAddress(accountId: Uint8Array): Hotkey;
  /** Pallet and call index of `Timestamp.set`, which is in every block but the first; undefined without the pallet. */
  readonly timestampSet: readonly [pallet: number, call: number] | undefined;
}

/** A value of a key: a number for unsigned integers, the bytes themselves for accounts. */
export type KeyPart = number | Uint8Array;

export interface StorageItem {
  /** `Pallet.Item`. */
  readonly name: string;
  /** How each part of the key is hashed, in metadata's words. */
  readonly hashers: readonly string[];
  /**
   * The storage key of one entry, or, with fewer parts than hashers, the prefix of all entries that share them.
   *
   * @throws RangeError if there are more parts than the item has
   */
  key(...parts: readonly KeyPart[]): Hex;
  /**
   * The SCALE bytes of the parts after `prefix`'s own, which must be the last one, as they stand in a key behind a hash
   * that keeps them.
   *
   * @throws ChainError CHAIN_BAD_ANSWER if the key is not one of this item under that prefix
   */
  lastPart(key: string, prefix: Hex): Uint8Array;
  /** The value in `bytes`, whole: bytes that are missing, left over or not in their one canonical form are a reason. */
  decode(bytes: Uint8Array): Decoded;
  /** SCALE bytes that stand for an entry that is not there; undefined where absence is an answer of its own. */
  readonly fallback: Uint8Array | undefined;
}

/** An argument of a runtime call: an unsigned integer, bytes of a fixed length, or a list of either. */
export type CallArgument = KeyPart | readonly KeyPart[];

export interface RuntimeCall {
  /** As `state_call` takes it: `Api_method`. */
  readonly name: string;
  /**
   * The SCALE bytes of all arguments.
   *
   * @throws RangeError if there are more or fewer than the method takes, or one is not of its type
   */
  encode(...callArguments: readonly CallArgument[]): Hex;
  /** The answer in `bytes`, whole, as `StorageItem.decode` takes it. */
  decode(bytes: Uint8Array): Decoded;
}

export type Decoded =
  | { readonly ok: true; readonly value: ScaleValue }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Where the bytes begin with a value: how many stand behind it. A runtime takes no notice of those. */
      readonly leftOver?: number;
    };

/**
 * A decoded value as plain data. Integers are bigint, byte strings and fixed byte arrays Uint8Array, `None` and unit
 * null, and a struct is a Map with its names in camelCase.
 */
export type ScaleValue =
  | null
  | boolean
  | bigint
  | string
  | Uint8Array
  | readonly ScaleValue[]
  | ScaleEnum
  | ScaleStruct;

export interface ScaleEnum {
  readonly variant: string;
  readonly value: ScaleValue;
}

export type ScaleStruct = ReadonlyMap<string, ScaleValue>;
