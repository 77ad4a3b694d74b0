import type { AbortOptions, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "../client.ts";
import { badAnswer, isHex } from "../rpc/answers.ts";
import type { Hex } from "../runtime/storage-schema.ts";

// polkadot-sdk, substrate/client/rpc/src/state/mod.rs, `STORAGE_KEYS_PAGED_MAX_COUNT`.
const PAGE_SIZE = 1000;
const METHOD = "state_getKeysPaged";
// Some ten times the commitments that one subnet can have gathered: a node that makes up keys without an end is cut off.
const MAX_KEYS = 250_000;

/**
 * All keys that start with `prefix` at one block, in ascending order: one call for each 1,000, and one more when the last
 * page is full.
 *
 * @throws ChainError; CHAIN_BAD_ANSWER also from 250,000 keys on
 * @throws the abort reason
 */
export async function listKeys(
  client: ChainClient,
  { prefix, block, signal }: { prefix: Hex; block: BlockRef } & AbortOptions,
): Promise<readonly Hex[]> {
  const keys: Hex[] = [];
  for (;;) {
    const last = keys.at(-1);
    const params = [prefix, PAGE_SIZE, last ?? null, block.hash];
    const page = parsePage(await client.request(METHOD, params, { signal }));
    for (const key of page) {
      // A node that repeats itself would be asked for ever.
      if (!key.startsWith(prefix) || key <= (keys.at(-1) ?? "")) {
        throw badAnswer(METHOD, "the keys are not those of the prefix in ascending order");
      }
      keys.push(key);
    }
    if (page.length < PAGE_SIZE) return keys;
    if (keys.length >= MAX_KEYS) throw badAnswer(METHOD, `there are ${MAX_KEYS} keys and more`);
  }
}

function parsePage(answer: unknown): readonly Hex[] {
  const page: readonly unknown[] | undefined = Array.isArray(answer) ? answer : undefined;
  if (page === undefined || page.length > PAGE_SIZE || !page.every(isHex)) {
    throw badAnswer(METHOD, `it is not a list of at most ${PAGE_SIZE} keys`);
  }
  return page.map((key) => key.toLowerCase() as Hex);
}
