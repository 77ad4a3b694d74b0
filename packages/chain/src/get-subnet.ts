import type {
  AbortOptions,
  BlockNumber,
  BlockRef,
  Coldkey,
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
import { ChainError } from "./errors.ts";
import { listSlotKeys, readSlots, type Slot } from "./neurons.ts";
import { badAnswer } from "./rpc/answers.ts";
import type { StorageItem, StorageSchema } from "./runtime/storage-schema.ts";
import { badValue, decodeItem, findBytes, toAccountId, toBigInt } from "./storage/decode-item.ts";
import { listKeys } from "./storage/list-keys.ts";
import { readStorage, type StorageValues } from "./storage/read-storage.ts";
import { listFactKeys, readFacts, type SubnetFacts } from "./subnet-facts.ts";

/** One subnet at one block. */
export interface Subnet {
  readonly block: BlockRef;
  readonly netuid: Netuid;
  /** From the owner's on-chain identity; undefined without one. */
  readonly name: string | undefined;
  readonly symbol: string;
  readonly githubRepo: string | undefined;
  /** Undefined where none is stored, as for the root network. */
  readonly ownerHotkey: Hotkey | undefined;
  readonly ownerColdkey: Coldkey | undefined;
  readonly registeredAt: BlockNumber;
  /** The index is the uid. */
  readonly neurons: readonly Neuron[];
  /** One entry for every neuron's hotkey, and none for others. */
  readonly commitments: ReadonlyMap<Hotkey, CommitmentEntry>;
  /** Hotkeys with a commitment that are not registered now, in the order of the storage keys. */
  readonly staleCommitments: readonly Hotkey[];
}

// As many as nearly every subnet has at most (subtensor, `MaxAllowedUids`), asked for before their number is known.
const EXPECTED_NEURONS = 256;

/**
 * One subnet with its neurons and what they have published. Three data calls for up to 256 neurons and fewer than 1,000
 * commitments, stale ones included; four for more neurons.
 *
 * @throws RangeError if `netuid` is not an integer from 0 to 65,535
 * @throws ChainError; CHAIN_SUBNET_NOT_FOUND if there is no such subnet at that block
 * @throws the abort reason
 */
export async function getSubnet(
  client: ChainClient,
  { netuid, block, signal }: { netuid: Netuid; block: BlockRef } & AbortOptions,
): Promise<Subnet> {
  if (!(Number.isInteger(netuid) && netuid >= 0 && netuid <= 65_535)) {
    throw new RangeError(`netuid must be an integer from 0 to 65,535: got ${netuid}`);
  }
  const schema = await client.getSchema(block.hash, { signal });
  const source = { client, schema, netuid, block, signal };
  const [{ facts, slots }, committed] = await Promise.all([
    readFactsAndSlots(source),
    listCommitted(source),
  ]);
  const { neurons, commitments } = await readNeurons(source, slots, committed);
  const { exists: _, neuronCount: __, ...rest } = facts;
  return {
    block,
    netuid,
    ...rest,
    neurons,
    commitments,
    staleCommitments: committed
      .map((accountId) => schema.encodeAddress(accountId))
      .filter((hotkey) => !commitments.has(hotkey)),
  };
}

interface Source extends AbortOptions {
  readonly client: ChainClient;
  readonly schema: StorageSchema;
  readonly netuid: Netuid;
  readonly block: BlockRef;
}

async function readFactsAndSlots({
  client,
  schema,
  netuid,
  block,
  signal,
}: Source): Promise<{ facts: SubnetFacts; slots: readonly Slot[] }> {
  const expected = range(0, EXPECTED_NEURONS);
  const keys = [...listFactKeys(schema, netuid), ...listSlotKeys(schema, netuid, expected)];
  const values = await readStorage(client, { keys, block, signal });
  const facts = readFacts(schema, values, netuid);
  if (!facts.exists) {
    throw new ChainError(`there is no subnet ${netuid} at block ${block.number}`, {
      code: "CHAIN_SUBNET_NOT_FOUND",
    });
  }
  const { neuronCount } = facts;
  const more = range(EXPECTED_NEURONS, neuronCount);
  const moreValues = await readStorage(client, {
    keys: listSlotKeys(schema, netuid, more),
    block,
    signal,
  });
  const slots = readSlots(schema, new Map([...values, ...moreValues]), {
    netuid,
    uids: range(0, neuronCount),
  });
  return { facts, slots };
}

/** Account ids of all hotkeys that have a commitment in this subnet, registered or not. */
async function listCommitted({
  client,
  schema,
  netuid,
  block,
  signal,
}: Source): Promise<readonly Uint8Array[]> {
  const { commitmentOf } = getCommitmentItems(schema);
  const prefix = commitmentOf.key(netuid);
  const keys = await listKeys(client, { prefix, block, signal });
  return keys.map((key) => {
    const accountId = commitmentOf.lastPart(key, prefix);
    if (accountId.length === 32) return accountId;
    throw badAnswer("state_getKeysPaged", "a key does not end in an account id");
  });
}

async function readNeurons(
  { client, schema, netuid, block, signal }: Source,
  slots: readonly Slot[],
  committed: readonly Uint8Array[],
): Promise<Pick<Subnet, "neurons" | "commitments">> {
  const items = getCommitmentItems(schema);
  const owner = schema.getItem("SubtensorModule", "Owner");
  const stake = schema.findItem("SubtensorModule", "TotalHotkeyAlpha");
  const withCommitment = new Set(committed.map((accountId) => schema.encodeAddress(accountId)));
  const miners = slots.map((slot) => ({
    ...slot,
    committer: { netuid, accountId: slot.hotkey, hotkey: schema.encodeAddress(slot.hotkey) },
  }));
  const keys = miners.flatMap(({ hotkey, committer }) => [
    owner.key(hotkey),
    ...(stake === undefined ? [] : [stake.key(hotkey, netuid)]),
    ...(withCommitment.has(committer.hotkey) ? listCommitmentKeys(items, committer) : []),
  ]);
  const values = await readStorage(client, { keys, block, signal });
  return {
    neurons: miners.map(({ uid, hotkey, registeredAt, committer }) => ({
      uid,
      hotkey: committer.hotkey,
      coldkey: schema.encodeAddress(readOwner(owner, values, hotkey)),
      registeredAt,
      stake: readStake(stake, values, committer),
    })),
    commitments: new Map(
      miners.map(({ committer }) => [committer.hotkey, readCommitment(items, values, committer)]),
    ),
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

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
