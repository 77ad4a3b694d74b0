import type { AbortOptions, BlockRef, CommitmentEntry, Hotkey, Netuid } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import {
  type Committer,
  getCommitmentItems,
  listCommitmentKeys,
  readCommitment,
} from "./commitment-items.ts";
import { findHotkey, listHotkeyKeys } from "./neurons.ts";
import type { StorageSchema } from "./runtime/storage-schema.ts";
import { readStorage, type StorageValues } from "./storage/read-storage.ts";

/** What the registered hotkeys of one subnet have published. */
export interface SubnetCommitments {
  readonly netuid: Netuid;
  /** By uid. */
  readonly hotkeys: readonly Hotkey[];
  /** One entry for every hotkey above. */
  readonly entries: ReadonlyMap<Hotkey, CommitmentEntry>;
}

export interface GetCommitmentsOptions extends AbortOptions {
  readonly block: BlockRef;
  readonly netuids: readonly Netuid[];
  /** Of every one of `netuids`, at that block, as `listSubnets` gives it. */
  readonly neuronCounts: ReadonlyMap<Netuid, number>;
}

/**
 * The commitments of all registered hotkeys of some subnets. Two data calls for 10 subnets of 256 neurons; beyond 20,000
 * neurons, or where an answer would be too large for the node, more.
 *
 * @throws RangeError if a netuid has no neuron count
 * @throws ChainError
 * @throws the abort reason
 */
export async function getCommitments(
  client: ChainClient,
  options: GetCommitmentsOptions,
): Promise<Map<Netuid, SubnetCommitments>> {
  const slots = listSlots(options);
  return await client.withNode((node) => readCommitments(node, slots, options), options);
}

async function readCommitments(
  client: ChainClient,
  slots: readonly Slots[],
  { block, signal }: GetCommitmentsOptions,
): Promise<Map<Netuid, SubnetCommitments>> {
  const schema = await client.getSchema(block.hash, { signal });
  const items = getCommitmentItems(schema);
  const keys = slots.flatMap(({ netuid, uids }) => listHotkeyKeys(schema, netuid, uids));
  const hotkeys = await readStorage(client, { keys, block, signal });
  const committers = slots.map(({ netuid, uids }) => ({
    netuid,
    committers: readCommitters(schema, hotkeys, { netuid, uids }),
  }));
  const values = await readStorage(client, {
    keys: committers.flatMap((subnet) =>
      subnet.committers.flatMap((committer) => listCommitmentKeys(items, committer)),
    ),
    block,
    signal,
  });
  return new Map(
    committers.map(({ netuid, committers: registered }) => [
      netuid,
      {
        netuid,
        hotkeys: registered.map(({ hotkey }) => hotkey),
        entries: new Map(
          registered.map((committer) => [
            committer.hotkey,
            readCommitment(items, values, committer),
          ]),
        ),
      },
    ]),
  );
}

interface Slots {
  readonly netuid: Netuid;
  readonly uids: readonly number[];
}

function listSlots({ netuids, neuronCounts }: GetCommitmentsOptions): readonly Slots[] {
  return [...new Set(netuids)].map((netuid) => {
    const count = neuronCounts.get(netuid);
    if (count === undefined) throw new RangeError(`neuronCounts must have netuid ${netuid}`);
    return { netuid, uids: Array.from({ length: count }, (_, uid) => uid) };
  });
}

function readCommitters(
  schema: StorageSchema,
  values: StorageValues,
  { netuid, uids }: Slots,
): readonly Committer[] {
  return uids.flatMap((uid) => {
    const accountId = findHotkey(schema, values, { netuid, uid });
    // The count may be another block's: a slot without a hotkey has no neuron.
    return accountId === undefined
      ? []
      : [{ netuid, accountId, hotkey: schema.encodeAddress(accountId) }];
  });
}
