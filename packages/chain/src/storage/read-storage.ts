import type { AbortOptions, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "../client.ts";
import { asRecord, badAnswer, hexToBytes, isHex } from "../rpc/answers.ts";
import { ResponseTooBigError } from "../rpc/rpc-error.ts";
import type { Hex } from "../runtime/storage-schema.ts";

/** Values by key; a key without a value is there with undefined. */
export type StorageValues = ReadonlyMap<Hex, Uint8Array | undefined>;

// A request and a response may have 15 MiB each (polkadot-sdk, `--rpc-max-request-size`); a value of a commitment is
// 500 bytes of hex with its key, mostly. What is larger all the same is asked for again in halves.
const KEYS_PER_CALL = 20_000;

/**
 * The values of `keys` at one block: one call of `state_queryStorageAt` for up to 20,000 keys, none for none.
 *
 * @throws ChainError; CHAIN_BAD_ANSWER also if a key is missing from the answer
 * @throws the abort reason
 */
export async function readStorage(
  client: ChainClient,
  { keys, block, signal }: { keys: Iterable<Hex>; block: Pick<BlockRef, "hash"> } & AbortOptions,
): Promise<StorageValues> {
  const wanted = [...new Set(keys)];
  const values = new Map<Hex, Uint8Array | undefined>();
  for (let start = 0; start < wanted.length; start += KEYS_PER_CALL) {
    const part = wanted.slice(start, start + KEYS_PER_CALL);
    await readPart(client, { keys: part, block, values, signal });
  }
  return values;
}

interface Part extends AbortOptions {
  readonly keys: readonly Hex[];
  readonly block: Pick<BlockRef, "hash">;
  readonly values: Map<Hex, Uint8Array | undefined>;
}

async function readPart(client: ChainClient, part: Part): Promise<void> {
  const { keys, block, values, signal } = part;
  try {
    const answer = await client.request(METHOD, [keys, block.hash], { signal });
    for (const [key, value] of parseChanges(answer)) values.set(key, value);
  } catch (error) {
    if (!(error instanceof ResponseTooBigError) || keys.length === 1) throw error;
    const middle = Math.ceil(keys.length / 2);
    await readPart(client, { ...part, keys: keys.slice(0, middle) });
    await readPart(client, { ...part, keys: keys.slice(middle) });
    return;
  }
  const missing = keys.filter((key) => !values.has(key)).length;
  if (missing > 0) throw badAnswer(METHOD, `${missing} of ${keys.length} keys are left out`);
}

const METHOD = "state_queryStorageAt";

function* parseChanges(answer: unknown): Generator<[Hex, Uint8Array | undefined]> {
  const sets: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const { changes } = asRecord(sets[0]);
  if (sets.length !== 1 || !Array.isArray(changes)) {
    throw badAnswer(METHOD, "it is not the changes of one block");
  }
  for (const change of changes as readonly unknown[]) {
    const [key, value]: readonly unknown[] = Array.isArray(change) ? change : [];
    if (!isHex(key) || (value !== null && !isHex(value))) {
      throw badAnswer(METHOD, "a change is not a key and a value in hex");
    }
    yield [key.toLowerCase() as Hex, value === null ? undefined : hexToBytes(value)];
  }
}
