import type {
  AbortOptions,
  BlockRef,
  CommitmentEntry,
  Hotkey,
  Netuid,
  Neuron,
} from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import {
  type Committer,
  getCommitmentItems,
  listCommitmentKeys,
  readCommitment,
} from "./commitment-items.ts";
import type { Slot } from "./neurons.ts";
import type { Hex, StorageItem, StorageSchema } from "./runtime/storage-schema.ts";
import { badValue, decodeItem, findBytes, toAccountId, toBigInt } from "./storage/decode-item.ts";
import type { StorageValues } from "./storage/read-storage.ts";

/** Which subnet to read, and of which node. */
export interface SubnetSource extends AbortOptions {
  readonly client: ChainClient;
  readonly schema: StorageSchema;
  readonly netuid: Netuid;
  readonly block: BlockRef;
}

/** A slot whose hotkey's address is known, and its coldkey where the runtime has said it. */
export interface Miner extends Slot {
  readonly committer: Committer;
  readonly coldkey?: Uint8Array;
}

export interface NeuronsAndCommitments {
  /** By uid. */
  readonly neurons: readonly Neuron[];
  /** One entry for every neuron's hotkey. */
  readonly commitments: ReadonlyMap<Hotkey, CommitmentEntry>;
}

/**
 * The keys of everything about these miners that stands under their hotkeys. `isThere` tells of a commitment's key whether
 * anything may stand under it.
 */
export function listMinerKeys(
  { schema, netuid }: SubnetSource,
  miners: readonly Miner[],
  isThere: (key: Hex) => boolean = () => true,
): readonly Hex[] {
  const items = getCommitmentItems(schema);
  const { owner, stake } = getMinerItems(schema);
  return miners.flatMap((miner) => [
    ...(miner.coldkey === undefined ? [owner.key(miner.hotkey)] : []),
    ...(stake === undefined ? [] : [stake.key(miner.hotkey, netuid)]),
    ...(isThere(items.commitmentOf.key(netuid, miner.hotkey))
      ? listCommitmentKeys(items, miner.committer)
      : []),
  ]);
}

/**
 * What the values under `listMinerKeys` say.
 *
 * @throws ChainError CHAIN_BAD_ANSWER
 */
export function readMiners(
  { schema }: SubnetSource,
  miners: readonly Miner[],
  values: StorageValues,
): NeuronsAndCommitments {
  const items = getCommitmentItems(schema);
  const { owner, stake } = getMinerItems(schema);
  return {
    neurons: miners.map(({ uid, hotkey, coldkey, registeredAt, committer }) => ({
      uid,
      hotkey: committer.hotkey,
      coldkey: schema.encodeAddress(coldkey ?? readOwner(owner, values, hotkey)),
      registeredAt,
      stake: readStake(stake, values, committer),
    })),
    commitments: new Map(
      miners.map(({ committer }) => [committer.hotkey, readCommitment(items, values, committer)]),
    ),
  };
}

function getMinerItems(schema: StorageSchema): {
  readonly owner: StorageItem;
  readonly stake: StorageItem | undefined;
} {
  return {
    owner: schema.getItem("SubtensorModule", "Owner"),
    stake: schema.findItem("SubtensorModule", "TotalHotkeyAlpha"),
  };
}

function readOwner(item: StorageItem, values: StorageValues, hotkey: Uint8Array): Uint8Array {
  const owner = decodeItem(item, findBytes(values, item, [hotkey]), toAccountId);
  if (owner === undefined) throw badValue(item, "a registered hotkey has no owner");
  return owner;
}

/** 0 in runtimes from before stake was kept by subnet. */
function readStake(
  item: StorageItem | undefined,
  values: StorageValues,
  { netuid, accountId }: Committer,
): bigint {
  if (item === undefined) return 0n;
  return decodeItem(item, findBytes(values, item, [accountId, netuid]), toBigInt) ?? 0n;
}
