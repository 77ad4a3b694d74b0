import type { BlockNumber, Netuid, Uid } from "@flock-tools/core";
import type { Hex, StorageItem, StorageSchema } from "./runtime/storage-schema.ts";
import { badValue, decodeItem, findBytes, toAccountId, toCount } from "./storage/decode-item.ts";
import type { StorageValues } from "./storage/read-storage.ts";

/** One slot of a subnet, from the two maps whose keys need no hotkey. */
export interface Slot {
  readonly uid: Uid;
  /** Account id, 32 bytes. */
  readonly hotkey: Uint8Array;
  readonly registeredAt: BlockNumber;
}

const PALLET = "SubtensorModule";

export function listHotkeyKeys(
  schema: StorageSchema,
  netuid: Netuid,
  uids: readonly Uid[],
): readonly Hex[] {
  const item = schema.getItem(PALLET, "Keys");
  return uids.map((uid) => item.key(netuid, uid));
}

export function listSlotKeys(
  schema: StorageSchema,
  netuid: Netuid,
  uids: readonly Uid[],
): readonly Hex[] {
  const item = schema.getItem(PALLET, "BlockAtRegistration");
  return [...listHotkeyKeys(schema, netuid, uids), ...uids.map((uid) => item.key(netuid, uid))];
}

/** The hotkey in a slot; undefined if there is none. */
export function findHotkey(
  schema: StorageSchema,
  values: StorageValues,
  { netuid, uid }: { netuid: Netuid; uid: Uid },
): Uint8Array | undefined {
  const item = schema.getItem(PALLET, "Keys");
  // Not the fallback: an account of zeros is nobody's.
  return decodeItem(item, values.get(item.key(netuid, uid)), toAccountId);
}

/**
 * The slots of these uids.
 *
 * @throws ChainError CHAIN_BAD_ANSWER also if a slot has no hotkey
 */
export function readSlots(
  schema: StorageSchema,
  values: StorageValues,
  { netuid, uids }: { netuid: Netuid; uids: readonly Uid[] },
): readonly Slot[] {
  const registered: StorageItem = schema.getItem(PALLET, "BlockAtRegistration");
  return uids.map((uid) => {
    const hotkey = findHotkey(schema, values, { netuid, uid });
    if (hotkey === undefined) {
      throw badValue(
        schema.getItem(PALLET, "Keys"),
        `uid ${uid} of netuid ${netuid} has no hotkey`,
      );
    }
    const block = decodeItem(registered, findBytes(values, registered, [netuid, uid]), toCount);
    return { uid, hotkey, registeredAt: block ?? 0 };
  });
}
