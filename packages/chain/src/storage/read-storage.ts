import type { AbortOptions, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "../client.ts";
import { asRecord, badAnswer, hexToBytes, isHex, parseBlockHash } from "../rpc/answers.ts";
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
 * @throws ChainError; CHAIN_BAD_ANSWER also if the answer is of another block, or has not every key once and no other
 * @throws the abort reason
 */
export async function readStorage(
  client: ChainClient,
  { keys, block, signal }: { keys: Iterable<Hex>; block: Pick<BlockRef, "hash"> } & AbortOptions,
): Promise<StorageValues> {
  const wanted = [...new Set(keys)];
  const values: Values = new Map();
  for (let start = 0; start < wanted.length; start += KEYS_PER_CALL) {
    const part = wanted.slice(start, start + KEYS_PER_CALL);
    await readPart(client, { keys: part, block, values, signal });
  }
  return values;
}

interface Part extends AbortOptions {
  readonly keys: readonly Hex[];
  readonly block: Pick<BlockRef, "hash">;
  readonly values: Values;
}

async function readPart(client: ChainClient, part: Part): Promise<void> {
  const { keys, block, values, signal } = part;
  try {
    const answer = await client.request(METHOD, [keys, block.hash], { signal });
    for (const [key, value] of parseAnswer(answer, part)) values.set(key, value);
  } catch (error) {
    if (!(error instanceof ResponseTooBigError) || keys.length === 1) throw error;
    const middle = Math.ceil(keys.length / 2);
    await readPart(client, { ...part, keys: keys.slice(0, middle) });
    await readPart(client, { ...part, keys: keys.slice(middle) });
  }
}

const METHOD = "state_queryStorageAt";

type Values = Map<Hex, Uint8Array | undefined>;

function parseAnswer(answer: unknown, { keys, block }: Pick<Part, "keys" | "block">): Values {
  const sets: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const { block: at, changes } = asRecord(sets[0]);
  if (sets.length !== 1 || !Array.isArray(changes)) {
    throw badAnswer(METHOD, "it is not the changes of one block");
  }
  // Behind one address there may be several nodes, and a cache before them.
  if (parseBlockHash(at, METHOD) !== block.hash.toLowerCase()) {
    throw badAnswer(METHOD, `it is of block ${String(at)}, not of ${block.hash}`);
  }
  const wanted = new Set(keys);
  const found: Values = new Map();
  for (const change of changes as readonly unknown[]) {
    const [key, value] = parseChange(change);
    if (!wanted.has(key)) throw badAnswer(METHOD, "it has a key that was not asked for");
    if (found.has(key)) throw badAnswer(METHOD, "it has one key twice");
    found.set(key, value);
  }
  const missing = wanted.size - found.size;
  if (missing > 0) throw badAnswer(METHOD, `${missing} of ${wanted.size} keys are left out`);
  return found;
}

function parseChange(change: unknown): [Hex, Uint8Array | undefined] {
  const [key, value]: readonly unknown[] = Array.isArray(change) ? change : [];
  if (!isHex(key) || (value !== null && !isHex(value))) {
    throw badAnswer(METHOD, "a change is not a key and a value in hex");
  }
  return [key.toLowerCase() as Hex, value === null ? undefined : hexToBytes(value)];
}
