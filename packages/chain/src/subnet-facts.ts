import type { BlockNumber, Coldkey, Hotkey, Netuid } from "@flock-tools/core";
import type { Hex, StorageItem, StorageSchema } from "./runtime/storage-schema.ts";
import {
  decodeItem,
  findBytes,
  toAccountId,
  toBoolean,
  toCount,
  toStruct,
  toText,
} from "./storage/decode-item.ts";
import type { StorageValues } from "./storage/read-storage.ts";

/** What the chain says of a subnet as a whole. */
export interface SubnetFacts {
  readonly exists: boolean;
  /** From the owner's on-chain identity; undefined without one. */
  readonly name: string | undefined;
  readonly symbol: string;
  /** As `name`; whatever the owner wrote, not necessarily a URL. */
  readonly githubRepo: string | undefined;
  readonly neuronCount: number;
  readonly registeredAt: BlockNumber;
  /** Undefined where none is stored, as for the root network. */
  readonly ownerHotkey: Hotkey | undefined;
  readonly ownerColdkey: Coldkey | undefined;
}

/** The storage items behind `SubnetFacts`, all of them maps of one part: the netuid. */
interface FactItems {
  readonly added: StorageItem;
  readonly size: StorageItem;
  readonly symbol: StorageItem | undefined;
  readonly registeredAt: StorageItem;
  readonly ownerColdkey: StorageItem;
  readonly ownerHotkey: StorageItem | undefined;
  readonly identity: StorageItem | undefined;
}

const PALLET = "SubtensorModule";

function getFactItems(schema: StorageSchema): FactItems {
  return {
    added: schema.getItem(PALLET, "NetworksAdded"),
    size: schema.getItem(PALLET, "SubnetworkN"),
    registeredAt: schema.getItem(PALLET, "NetworkRegisteredAt"),
    ownerColdkey: schema.getItem(PALLET, "SubnetOwner"),
    symbol: schema.findItem(PALLET, "TokenSymbol"),
    ownerHotkey: schema.findItem(PALLET, "SubnetOwnerHotkey"),
    identity: schema.findItem(PALLET, "SubnetIdentitiesV3"),
  };
}

/** The keys of everything in `SubnetFacts`. */
export function listFactKeys(schema: StorageSchema, netuid: Netuid): readonly Hex[] {
  const items: readonly (StorageItem | undefined)[] = Object.values(getFactItems(schema));
  return items.flatMap((item) => (item === undefined ? [] : [item.key(netuid)]));
}

/**
 * What the values under `listFactKeys` say.
 *
 * @throws ChainError CHAIN_BAD_ANSWER
 */
export function readFacts(
  schema: StorageSchema,
  values: StorageValues,
  netuid: Netuid,
): SubnetFacts {
  const items = getFactItems(schema);
  const bytesOf = (item: StorageItem): Uint8Array | undefined => findBytes(values, item, [netuid]);
  // Not the fallback: an account of zeros is nobody's.
  const addressOf = (item: StorageItem | undefined): string | undefined => {
    const account = item && decodeItem(item, values.get(item.key(netuid)), toAccountId);
    return account && schema.encodeAddress(account);
  };
  const identity = items.identity && readIdentity(items.identity, bytesOf(items.identity));
  return {
    exists: decodeItem(items.added, bytesOf(items.added), toBoolean) ?? false,
    name: identity?.name,
    githubRepo: identity?.githubRepo,
    symbol: (items.symbol && decodeItem(items.symbol, bytesOf(items.symbol), toText)) ?? "",
    neuronCount: decodeItem(items.size, bytesOf(items.size), toCount) ?? 0,
    registeredAt: decodeItem(items.registeredAt, bytesOf(items.registeredAt), toCount) ?? 0,
    ownerHotkey: addressOf(items.ownerHotkey),
    ownerColdkey: addressOf(items.ownerColdkey),
  };
}

function readIdentity(
  item: StorageItem,
  bytes: Uint8Array | undefined,
): { name: string | undefined; githubRepo: string | undefined } | undefined {
  const identity = decodeItem(item, bytes, toStruct);
  // An empty text is what an owner leaves who fills in only a part of the form.
  const textOf = (field: string): string | undefined => toText(identity?.get(field)) || undefined;
  return identity && { name: textOf("subnetName"), githubRepo: textOf("githubRepo") };
}
