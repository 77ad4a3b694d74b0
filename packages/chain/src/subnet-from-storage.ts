import { getCommitmentItems } from "./commitment-items.ts";
import type { Subnet } from "./get-subnet.ts";
import { listSlotKeys, readSlots, type Slot } from "./neurons.ts";
import { badAnswer } from "./rpc/answers.ts";
import type { Hex } from "./runtime/storage-schema.ts";
import { isReadable } from "./storage/decode-item.ts";
import { listKeys } from "./storage/list-keys.ts";
import { readStorage } from "./storage/read-storage.ts";
import { listFactKeys, readFacts, type SubnetFacts } from "./subnet-facts.ts";
import { listMinerKeys, readMiners, type SubnetSource } from "./subnet-neurons.ts";
import { subnetNotFound } from "./subnet-not-found.ts";

// As many as nearly every subnet has at most (subtensor, `MaxAllowedUids`), asked for before their number is known.
const EXPECTED_NEURONS = 256;

/**
 * One subnet from storage alone, which every runtime has. Three data calls for up to 256 neurons and fewer than 1,000
 * commitments, stale ones included; four for more neurons.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export async function readSubnetFromStorage(source: SubnetSource): Promise<Subnet> {
  const { client, schema, netuid, block, signal } = source;
  const { commitmentOf } = getCommitmentItems(schema);
  const [{ facts, slots }, committed] = await Promise.all([
    readFactsAndSlots(source),
    listCommitted(source),
  ]);
  const miners = slots.map((slot) => ({
    ...slot,
    committer: { netuid, accountId: slot.hotkey, hotkey: schema.encodeAddress(slot.hotkey) },
  }));
  const keys = [...listMinerKeys(source, miners, (key) => committed.has(key)), ...committed.keys()];
  const values = await readStorage(client, { keys, block, signal });
  if ([...committed.keys()].some((key) => values.get(key) === undefined)) {
    throw badAnswer("state_getKeysPaged", "there is nothing under a key that was listed");
  }
  const { neurons, commitments } = readMiners(source, miners, values);
  const { exists: _, neuronCount: __, ...rest } = facts;
  return {
    block,
    netuid,
    ...rest,
    neurons,
    commitments,
    staleCommitments: [...committed]
      .map(([key, accountId]) => ({ key, hotkey: schema.encodeAddress(accountId) }))
      .filter(({ hotkey }) => !commitments.has(hotkey))
      .filter(({ key }) => isReadable(commitmentOf, values.get(key) ?? new Uint8Array()))
      .map(({ hotkey }) => hotkey),
  };
}

async function readFactsAndSlots(
  source: SubnetSource,
): Promise<{ facts: SubnetFacts; slots: readonly Slot[] }> {
  const { client, schema, netuid, block, signal } = source;
  const expected = range(0, EXPECTED_NEURONS);
  const keys = [...listFactKeys(schema, netuid), ...listSlotKeys(schema, netuid, expected)];
  const values = await readStorage(client, { keys, block, signal });
  const facts = readFacts(schema, values, netuid);
  if (!facts.exists) throw subnetNotFound(source);
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

/** Account ids of all hotkeys that have a commitment in this subnet, registered or not, by its key. */
async function listCommitted({
  client,
  schema,
  netuid,
  block,
  signal,
}: SubnetSource): Promise<ReadonlyMap<Hex, Uint8Array>> {
  const { commitmentOf } = getCommitmentItems(schema);
  const prefix = commitmentOf.key(netuid);
  const keys = await listKeys(client, { prefix, block, signal });
  return new Map(
    keys.map((key) => {
      const accountId = commitmentOf.lastPart(key, prefix);
      if (accountId.length === 32) return [key, accountId];
      throw badAnswer("state_getKeysPaged", "a key does not end in an account id");
    }),
  );
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
