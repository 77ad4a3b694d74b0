import { getCommitmentItems } from "./commitment-items.ts";
import { ChainError, RuntimeApiError } from "./errors.ts";
import type { Subnet } from "./get-subnet.ts";
import type { Hex, RuntimeCall } from "./runtime/storage-schema.ts";
import { getSelectiveMetagraph, type SelectiveMetagraph } from "./selective-metagraph.ts";
import { isReadable } from "./storage/decode-item.ts";
import { readStorage, type StorageValues } from "./storage/read-storage.ts";
import { listFactKeys, readFacts } from "./subnet-facts.ts";
import { listMinerKeys, type Miner, readMiners, type SubnetSource } from "./subnet-neurons.ts";
import { subnetNotFound } from "./subnet-not-found.ts";

/**
 * One subnet of any size in two data calls: what the runtime lists of it, and what it does not tell, from storage. That is
 * what was revealed, stake as it is stored (the runtime gives it with what other hotkeys have lent or been lent), and the
 * stored bytes of commitments: the runtime passes over those that it cannot decode, and drops what is left over behind one
 * that it can (subtensor, pallets/subtensor/src/rpc_info/metagraph.rs; polkadot-sdk, frame/support, `PrefixIterator`).
 *
 * @throws RuntimeApiError if the runtime's answer cannot be used
 * @throws ChainError
 * @throws the abort reason
 */
export async function readSubnetFromRuntime(
  source: SubnetSource,
  call: RuntimeCall,
): Promise<Subnet> {
  const { client, schema, netuid, block, signal } = source;
  const metagraph = await getSelectiveMetagraph(client, { call, netuid, block, signal });
  if (metagraph === undefined) throw subnetNotFound(source);
  const miners = listMiners(source, metagraph);
  const keys = [...listFactKeys(schema, netuid), ...listMinerKeys(source, miners)];
  const values = await readStorage(client, { keys, block, signal });
  const { exists, neuronCount, ...facts } = readFacts(schema, values, netuid);
  if (!exists || neuronCount !== miners.length) {
    throw new RuntimeApiError("the runtime and its storage do not agree about the subnet's size");
  }
  const { neurons, commitments } = readMiners(source, miners, values);
  const committed = sortByKey(source, metagraph);
  checkCommitted(source, committed, values);
  return {
    block,
    netuid,
    ...facts,
    neurons,
    commitments,
    staleCommitments: [...committed.values()]
      .map((accountId) => schema.encodeAddress(accountId))
      .filter((hotkey) => !commitments.has(hotkey)),
  };
}

function listMiners(
  { schema, netuid }: SubnetSource,
  { slots }: SelectiveMetagraph,
): readonly Miner[] {
  const { fallback = new Uint8Array() } = schema.getItem("SubtensorModule", "Keys");
  return slots.map((slot, uid) => {
    // What the runtime gives for a slot without a hotkey.
    if (Buffer.compare(slot.hotkey, fallback) === 0) {
      throw new RuntimeApiError(`the runtime says no hotkey for uid ${uid} of netuid ${netuid}`);
    }
    const hotkey = schema.encodeAddress(slot.hotkey);
    return { ...slot, uid, committer: { netuid, accountId: slot.hotkey, hotkey } };
  });
}

/** The committers by their storage keys, in the order of those, as a list of keys has them. */
function sortByKey(
  { schema, netuid }: SubnetSource,
  { committers }: SelectiveMetagraph,
): ReadonlyMap<Hex, Uint8Array> {
  const { commitmentOf } = getCommitmentItems(schema);
  const byKey = committers.map(
    (accountId) => [commitmentOf.key(netuid, accountId), accountId] as const,
  );
  return new Map(byKey.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The runtime names only those whose commitments it can decode, so that what storage has of them can be decoded, too, but
 * for what may stand behind it. Else one answer is not what the chain has at this block, and by the other it would look as
 * if a miner had committed nothing, or nonsense.
 */
function checkCommitted(
  { schema }: SubnetSource,
  committed: ReadonlyMap<Hex, Uint8Array>,
  values: StorageValues,
): void {
  const { commitmentOf } = getCommitmentItems(schema);
  for (const [key, accountId] of committed) {
    // Of those who have left, nothing was asked for.
    if (!values.has(key)) continue;
    const bytes = values.get(key);
    if (bytes !== undefined && isReadable(commitmentOf, bytes)) continue;
    throw new ChainError(
      `the node has two answers about the commitment of ${schema.encodeAddress(accountId)}`,
      { code: "CHAIN_BAD_ANSWER", retryable: true },
    );
  }
}
