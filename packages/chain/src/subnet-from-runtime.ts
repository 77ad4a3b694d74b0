import { getCommitmentItems } from "./commitment-items.ts";
import { RuntimeApiError } from "./errors.ts";
import type { Subnet } from "./get-subnet.ts";
import type { RuntimeCall } from "./runtime/storage-schema.ts";
import { getSelectiveMetagraph, type SelectiveMetagraph } from "./selective-metagraph.ts";
import { readStorage } from "./storage/read-storage.ts";
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
  const committed = sortByKey(source, metagraph).map((accountId) =>
    schema.encodeAddress(accountId),
  );
  if (committed.some((hotkey) => commitments.get(hotkey)?.status === "absent")) {
    throw new RuntimeApiError("the runtime and its storage do not agree about the commitments");
  }
  return {
    block,
    netuid,
    ...facts,
    neurons,
    commitments,
    staleCommitments: committed.filter((hotkey) => !commitments.has(hotkey)),
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

/** The committers in the order of their storage keys, as a list of keys has them. */
function sortByKey(
  { schema, netuid }: SubnetSource,
  { committers }: SelectiveMetagraph,
): readonly Uint8Array[] {
  const { commitmentOf } = getCommitmentItems(schema);
  const byKey = new Map(
    committers.map((accountId) => [commitmentOf.key(netuid, accountId), accountId]),
  );
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
}
