import type { AbortOptions, BlockNumber, BlockRef, Hotkey, Netuid } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { badAnswer } from "./rpc/answers.ts";
import { listKeys } from "./storage/list-keys.ts";
import { readStorage } from "./storage/read-storage.ts";
import { listFactKeys, readFacts } from "./subnet-facts.ts";

export interface SubnetSummary {
  readonly netuid: Netuid;
  /** From the owner's on-chain identity; undefined without one. */
  readonly name: string | undefined;
  readonly symbol: string;
  /** As `name`; whatever the owner wrote, not necessarily a URL. */
  readonly githubRepo: string | undefined;
  readonly neuronCount: number;
  readonly registeredAt: BlockNumber;
  readonly ownerHotkey?: Hotkey;
}

/**
 * All subnets at one block, by netuid. Two data calls for fewer than 1,000.
 *
 * @throws ChainError
 * @throws the abort reason
 */
export function listSubnets(
  client: ChainClient,
  options: { readonly block: BlockRef } & AbortOptions,
): Promise<SubnetSummary[]> {
  return client.withNode((node) => listSubnetsOf(node, options), options);
}

async function listSubnetsOf(
  client: ChainClient,
  { block, signal }: { readonly block: BlockRef } & AbortOptions,
): Promise<SubnetSummary[]> {
  const schema = await client.getSchema(block.hash, { signal });
  const added = schema.getItem("SubtensorModule", "NetworksAdded");
  const prefix = added.key();
  const keys = await listKeys(client, { prefix, block, signal });
  const netuids = keys
    .map((key) => parseNetuid(added.lastPart(key, prefix)))
    .toSorted((a, b) => a - b);
  const values = await readStorage(client, {
    keys: netuids.flatMap((netuid) => listFactKeys(schema, netuid)),
    block,
    signal,
  });
  if (keys.some((key) => values.get(key) === undefined)) {
    throw badAnswer("state_getKeysPaged", "there is nothing under a key that was listed");
  }
  return netuids.flatMap((netuid) => {
    const { exists, ownerHotkey, ownerColdkey: _, ...facts } = readFacts(schema, values, netuid);
    // A network that was taken away is left with `false` by some runtimes.
    return exists
      ? [{ netuid, ...facts, ...(ownerHotkey === undefined ? {} : { ownerHotkey }) }]
      : [];
  });
}

function parseNetuid(bytes: Uint8Array): Netuid {
  if (bytes.length !== 2) throw badAnswer("state_getKeysPaged", "a key does not end in a netuid");
  return Buffer.from(bytes).readUInt16LE();
}
