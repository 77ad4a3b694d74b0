import type { StorageMap } from "./build-state.ts";

/** Hex digits of `0x` and the 32-byte prefix that all keys of one storage item share. */
const ITEM_PREFIX_LENGTH = 2 + 64;

/** Storage in the order of its keys. */
export interface OrderedStorage {
  readonly values: StorageMap;
  /** Up to `count` keys that begin with `prefix` and come after `start`, ascending. */
  keysAfter(range: KeyRange): readonly string[];
}

export interface KeyRange {
  readonly prefix: string;
  /** Exclusive; it need not be a key itself. */
  readonly start: string | undefined;
  readonly count: number;
}

/** Orders `values`, each storage item when its keys are first asked for. */
export function createOrderedStorage(values: StorageMap): OrderedStorage {
  const ordered = new Map<string, readonly string[]>();
  const orderOf = (item: string): readonly string[] => {
    let keys = ordered.get(item);
    if (keys === undefined) {
      // Lower-case hex of whole bytes sorts as the bytes do.
      keys = [...values.keys()].filter((key) => key.startsWith(item)).toSorted(compareText);
      ordered.set(item, keys);
    }
    return keys;
  };
  return {
    values,
    keysAfter({ prefix, start, count }) {
      const keys = orderOf(prefix.slice(0, ITEM_PREFIX_LENGTH));
      const found: string[] = [];
      for (let at = firstIndex(keys, prefix, start); at < keys.length; at += 1) {
        const key = keys[at] as string;
        if (found.length === count || !key.startsWith(prefix)) break;
        found.push(key);
      }
      return found;
    },
  };
}

/** The first index whose key is at or after `prefix`, and after `start`. */
function firstIndex(keys: readonly string[], prefix: string, start: string | undefined): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle] as string;
    if (key < prefix || (start !== undefined && key <= start)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
