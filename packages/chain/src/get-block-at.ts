import type { AbortOptions, BlockNumber, BlockRef } from "@flock-tools/core";
import type { ChainClient } from "./client.ts";
import { readTimestamp } from "./read-timestamp.ts";
import {
  asRecord,
  badAnswer,
  blockNotThere,
  isHex,
  parseHashOfNumber,
  parseHeader,
} from "./rpc/answers.ts";

// subtensor, runtime/src/lib.rs, `MILLISECS_PER_BLOCK`; a local chain may be faster.
const BLOCK_TIME_MS = 12_000;

export interface GetBlockAtOptions extends AbortOptions {
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** The newest block to consider. */
  readonly block: BlockRef;
}

/**
 * The last block, up to and including `block`, whose timestamp is at or before `time`; 0 where there is none, since
 * block 0 has no timestamp. Two small calls and no data call a probe: two probes on a chain that kept its pace, and never
 * more than three a binary digit of the height. Works on nodes that keep no old state.
 *
 * @throws RangeError if `time` is not a number
 * @throws ChainError
 * @throws the abort reason
 */
export async function getBlockAt(
  client: ChainClient,
  options: GetBlockAtOptions,
): Promise<BlockNumber> {
  const { time, block, signal } = options;
  signal?.throwIfAborted();
  if (Number.isNaN(time)) throw new RangeError("time must be a number: got NaN");
  if (time >= block.timestamp) return block.number;
  return await client.withNode((node) => searchBlock(node, options), options);
}

async function searchBlock(
  client: ChainClient,
  { time, block, signal }: GetBlockAtOptions,
): Promise<BlockNumber> {
  const { timestampSet } = await client.getSchema(block.hash, { signal });
  if (timestampSet === undefined)
    throw badAnswer("state_getMetadata", "it has no Timestamp pallet");

  // Invariant: low is at or before `time`, high after it.
  let low: Bound = { number: 0, timestamp: undefined };
  let high: Bound = block;
  let misses = 0;
  while (high.number - low.number > 1) {
    const span = high.number - low.number;
    const number = misses > 1 ? low.number + Math.floor(span / 2) : guess(low, high, time);
    const timestamp = await getTimestamp(client, { number, timestampSet, signal });
    if (timestamp <= time) low = { number, timestamp };
    else high = { number, timestamp };
    // Guesses that leave more than half are wrong about the pace: after two of them comes a sure probe.
    misses = misses < 2 && high.number - low.number > span / 2 ? misses + 1 : 0;
  }
  return low.number;
}

interface Bound {
  readonly number: BlockNumber;
  /** Undefined at block 0 alone. */
  readonly timestamp: number | undefined;
}

/** The block where `time` should be, reckoned from the bound that is nearer in time; strictly between the two. */
function guess(low: Bound, high: Bound, time: number): BlockNumber {
  const before = low.timestamp === undefined ? Infinity : time - low.timestamp;
  const after = high.timestamp === undefined ? Infinity : high.timestamp - time;
  // From below the first block after `time`, from above the last one before it: a right guess meets the other bound.
  const number =
    before < after
      ? low.number + Math.floor(before / BLOCK_TIME_MS) + 1
      : high.number - Math.ceil(after / BLOCK_TIME_MS);
  return Math.min(Math.max(number, low.number + 1), high.number - 1);
}

async function getTimestamp(
  client: ChainClient,
  {
    number,
    timestampSet,
    signal,
  }: { number: BlockNumber; timestampSet: readonly [number, number] } & AbortOptions,
): Promise<number> {
  const hashAnswer = await client.request("chain_getBlockHash", [number], { signal });
  const hash = parseHashOfNumber(hashAnswer, number);
  const answer = await client.request("chain_getBlock", [hash], { signal });
  if (answer === null) throw blockNotThere(number);
  const { header, extrinsics } = asRecord(asRecord(answer)["block"]);
  if (parseHeader(header, hash).number !== number) {
    throw badAnswer("chain_getBlock", `it is not of block ${number}`);
  }
  const all: readonly unknown[] = Array.isArray(extrinsics) ? extrinsics : [];
  for (const extrinsic of all) {
    const timestamp = isHex(extrinsic) ? readTimestamp(extrinsic, timestampSet) : undefined;
    if (timestamp !== undefined) return timestamp;
  }
  throw badAnswer("chain_getBlock", `block ${number} has no timestamp`);
}
