import type { AbortOptions, BlockNumber, BlockRef, Netuid } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { ChainError, RuntimeApiError } from "./errors.ts";
import { hexToBytes, isHex } from "./rpc/answers.ts";
import { ResponseTooBigError } from "./rpc/rpc-error.ts";
import type { RuntimeCall, ScaleValue, StorageSchema } from "./runtime/storage-schema.ts";
import { toAccountId, toCount, toStruct } from "./storage/decode-item.ts";

/** A subnet's slots and what was committed in it, as the runtime itself lists them. */
export interface SelectiveMetagraph {
  /** By uid. */
  readonly slots: readonly MetagraphSlot[];
  /** Account ids of all hotkeys, registered or not, with a commitment that the runtime can decode. */
  readonly committers: readonly Uint8Array[];
}

interface MetagraphSlot {
  /** Account id, 32 bytes. */
  readonly hotkey: Uint8Array;
  /** Account id, 32 bytes. */
  readonly coldkey: Uint8Array;
  readonly registeredAt: BlockNumber;
}

// subtensor, pallets/subtensor/src/rpc_info/metagraph.rs, `SelectiveMetagraphIndex`. Without the first of them the answer
// does not say whose it is.
const INDICES = {
  netuid: 0,
  block: 7,
  numUids: 30,
  hotkeys: 52,
  coldkeys: 53,
  blockAtRegistration: 66,
  commitments: 73,
} as const;

/** The call, where the runtime's metadata describes it. */
export function findMetagraphCall(schema: StorageSchema): RuntimeCall | undefined {
  return schema.findCall("SubnetInfoRuntimeApi", "get_selective_metagraph");
}

export interface MetagraphRequest extends AbortOptions {
  readonly call: RuntimeCall;
  readonly netuid: Netuid;
  readonly block: BlockRef;
}

/**
 * What the runtime says of one subnet; undefined if it has none of that number. One data call.
 *
 * @throws RuntimeApiError if the node does not run the call, or answers it with anything but a whole value that fits
 * @throws ChainError
 * @throws the abort reason
 */
export async function getSelectiveMetagraph(
  client: ChainClient,
  request: MetagraphRequest,
): Promise<SelectiveMetagraph | undefined> {
  const answer = await callRuntime(client, request);
  if (!isHex(answer)) throw unusable("it is not hex");
  const decoded = request.call.decode(hexToBytes(answer));
  if (!decoded.ok) throw unusable(decoded.reason);
  return decoded.value === null ? undefined : parseMetagraph(decoded.value, request);
}

async function callRuntime(
  client: ChainClient,
  { call, netuid, block, signal }: MetagraphRequest,
): Promise<unknown> {
  const data = encodeRequest(call, netuid);
  try {
    return await client.request("state_call", [call.name, data, block.hash], { signal });
  } catch (error) {
    // Others mean that the node is not to be asked, or not for this block, by any way.
    const isOfCall = error instanceof ChainError && error.code === "CHAIN_BAD_ANSWER";
    if (!isOfCall) throw error;
    const problem = error instanceof ResponseTooBigError ? "is too large" : "failed";
    throw new RuntimeApiError(`the call of ${call.name} ${problem}`, {
      details: error.details ?? error.message,
      retryable: error.retryable,
      cause: error,
    });
  }
}

function encodeRequest(call: RuntimeCall, netuid: Netuid): string {
  try {
    return call.encode(netuid, Object.values(INDICES));
  } catch (cause) {
    throw new RuntimeApiError(`${call.name} takes other arguments in this runtime`, { cause });
  }
}

function parseMetagraph(
  value: ScaleValue,
  { netuid, block }: MetagraphRequest,
): SelectiveMetagraph {
  const struct = toStruct(value);
  if (struct === undefined) throw unusable("it is not a struct");
  const countOf = (name: string): number | undefined => toCount(struct.get(name) ?? null);
  if (countOf("netuid") !== netuid) throw unusable(`it is not of netuid ${netuid}`);
  if (countOf("block") !== block.number) throw unusable(`it is not of block ${block.number}`);
  const listOf = (name: string): readonly ScaleValue[] => {
    const list = struct.get(name);
    if (Array.isArray(list)) return list as readonly ScaleValue[];
    throw unusable(`it has no ${name}`);
  };
  const columns = {
    hotkeys: listOf("hotkeys"),
    coldkeys: listOf("coldkeys"),
    registered: listOf("blockAtRegistration"),
  };
  const size = countOf("numUids");
  if (Object.values(columns).some(({ length }) => length !== size)) {
    throw unusable("its columns are not of the length of the subnet");
  }
  return {
    slots: columns.hotkeys.map((hotkey, uid) => ({
      hotkey: need(toAccountId(hotkey), "a hotkey"),
      coldkey: need(toAccountId(columns.coldkeys[uid] ?? null), "a coldkey"),
      registeredAt: need(toCount(columns.registered[uid] ?? null), "a block of registration"),
    })),
    committers: listOf("commitments").map((pair) => {
      const [account = null]: readonly ScaleValue[] = Array.isArray(pair) ? pair : [];
      return need(toAccountId(account), "a committer");
    }),
  };
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw unusable(`${what} is not of the expected type`);
  return value;
}

function unusable(reason: string): RuntimeApiError {
  return new RuntimeApiError(
    `the runtime's answer to get_selective_metagraph cannot be used: ${reason}`,
  );
}
