import { toHex } from "@flock-tools/core";
import type { AlterResult, ChainFault } from "./faults.ts";
import { createStorageKeys } from "./storage-keys.ts";
import type { StorageName } from "./storage-layout.ts";

export interface AlterValuesOptions {
  /** Of this storage item only, e.g. `Commitments.CommitmentOf`. Default: of all. */
  readonly item?: StorageName;
  /** Of this hotkey only: 32 bytes. Default: of all. */
  readonly hotkey?: Uint8Array;
  /**
   * - `short`: the last byte is missing.
   * - `long`: a byte too many, 0.
   * - `undecodable`: as many bytes, all 0xff: no value of a type with variants, lengths or booleans in it.
   * - `missing`: null, as if nothing were stored.
   */
  readonly to: "short" | "long" | "undecodable" | "missing";
}

/**
 * The fault of storage values that are not what they should be, in the answers to `state_getStorage` and
 * `state_queryStorageAt`. Without `item` and `hotkey` it spoils the answers to `state_call` too, each as one value.
 */
export function alterValues({ item, hotkey, to }: AlterValuesOptions): ChainFault {
  const prefix = item === undefined ? "0x" : createStorageKeys().key(item);
  // All hashers of account keys leave the account at the end of its hash (substrate, `Blake2_128Concat`, `Twox64Concat`).
  const account = hotkey === undefined ? "" : toHex(hotkey);
  const alterAt = (key: unknown, value: unknown): unknown => {
    if (typeof key !== "string" || typeof value !== "string") return value;
    return key.startsWith(prefix) && key.includes(account) ? change[to](value) : value;
  };
  const isAny = item === undefined && hotkey === undefined;
  const alter: AlterResult = (result, { method, params }) => {
    if (/^state_getStorage(?:At)?$/.test(method)) return alterAt(params[0], result);
    if (method === "state_queryStorageAt") return alterChanges(result as ChangeSets, alterAt);
    const isCall = /^state_call(?:At)?$/.test(method) && typeof result === "string";
    return isAny && isCall ? change[to](result) : result;
  };
  return { alter };
}

type ChangeSets = readonly { readonly changes: readonly (readonly [unknown, unknown])[] }[];

function alterChanges(
  sets: ChangeSets,
  alterAt: (key: unknown, value: unknown) => unknown,
): ChangeSets {
  return sets.map((set) => ({
    ...set,
    changes: set.changes.map(([key, value]) => [key, alterAt(key, value)] as const),
  }));
}

const change: Readonly<Record<AlterValuesOptions["to"], (value: string) => string | null>> = {
  short: (value) => (value === "0x" ? value : value.slice(0, -2)),
  long: (value) => `${value}00`,
  undecodable: (value) => `0x${"ff".repeat((value.length - 2) / 2)}`,
  missing: () => null,
};
