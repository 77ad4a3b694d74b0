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
import { ChainError, RuntimeApiError } from "./errors.ts";
import { findMetagraphCall } from "./selective-metagraph.ts";
import { readSubnetFromRuntime } from "./subnet-from-runtime.ts";
import { readSubnetFromStorage } from "./subnet-from-storage.ts";
import type { SubnetSource } from "./subnet-neurons.ts";

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
  /**
   * Hotkeys that are not registered now, with a commitment that the runtime can still decode, in the order of the storage
   * keys.
   */
  readonly staleCommitments: readonly Hotkey[];
}

/** By what way a subnet is read. */
export type SubnetPath = "runtime-api" | "storage";

/** A subnet, and how it was read. */
export interface SubnetReading extends Subnet {
  readonly via: SubnetPath;
}

export interface GetSubnetOptions extends AbortOptions {
  readonly netuid: Netuid;
  readonly block: BlockRef;
  /**
   * `auto`, the default: the runtime API where the runtime's metadata describes it and its answer can be used, storage
   * otherwise, with a warning to the logger if it was tried. Both ways lead to the same.
   */
  readonly via?: "auto" | SubnetPath | undefined;
}

/**
 * One subnet with its neurons and what they have published. Two data calls through the runtime API, whatever its size.
 * From storage three for up to 256 neurons and fewer than 1,000 commitments, stale ones included; four for more neurons.
 *
 * @throws RangeError if `netuid` is not an integer from 0 to 65,535
 * @throws ChainError; CHAIN_SUBNET_NOT_FOUND if there is no such subnet at that block
 * @throws the abort reason
 */
export async function getSubnet(
  client: ChainClient,
  { netuid, block, via = "auto", signal }: GetSubnetOptions,
): Promise<SubnetReading> {
  if (!(Number.isInteger(netuid) && netuid >= 0 && netuid <= 65_535)) {
    throw new RangeError(`netuid must be an integer from 0 to 65,535: got ${netuid}`);
  }
  const read = async (node: ChainClient): Promise<SubnetReading> => {
    const schema = await node.getSchema(block.hash, { signal });
    return await readSubnet({ client: node, schema, netuid, block, signal }, via);
  };
  return await client.withNode(read, { signal });
}

async function readSubnet(source: SubnetSource, via: "auto" | SubnetPath): Promise<SubnetReading> {
  const fromStorage = async (): Promise<SubnetReading> => ({
    ...(await readSubnetFromStorage(source)),
    via: "storage",
  });
  if (via === "storage") return await fromStorage();
  const call = findMetagraphCall(source.schema);
  if (call === undefined) {
    if (via === "runtime-api") throw notOffered(source);
    return await fromStorage();
  }
  try {
    return { ...(await readSubnetFromRuntime(source, call)), via: "runtime-api" };
  } catch (error) {
    if (via === "runtime-api" || !(error instanceof RuntimeApiError)) throw error;
    const { netuid, block, client } = source;
    client.logger.warn("the runtime API is of no use here: reading storage instead", {
      netuid,
      block: block.number,
      reason: error.message,
      ...(error.details !== undefined && { details: error.details }),
    });
    return await fromStorage();
  }
}

function notOffered({ schema }: SubnetSource): ChainError {
  return new ChainError(
    `runtime ${schema.specVersion} of this chain does not describe get_selective_metagraph`,
    { code: "CHAIN_BAD_ANSWER", next: "read the subnet from storage" },
  );
}
