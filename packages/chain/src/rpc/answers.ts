import type { BlockHash, BlockNumber } from "@flock-tools/core";
import type { ChainHeader } from "../client.ts";
import { ChainError, excerpt } from "../errors.ts";
import type { RuntimeVersion } from "../runtime/create-schema.ts";
import { readCompact, ScaleError, type ScaleInput } from "../runtime/scale-input.ts";
import type { Hex } from "../runtime/storage-schema.ts";
import { unknownBlock } from "./rpc-error.ts";

/** The error of an answer to `method` that is not of the shape it must have. */
export function badAnswer(method: string, problem: string): ChainError {
  return new ChainError(`the node's answer to ${method} cannot be used: ${problem}`, {
    code: "CHAIN_BAD_ANSWER",
  });
}

/** @throws ChainError CHAIN_BAD_ANSWER */
export function parseBlockHash(answer: unknown, method: string): BlockHash {
  if (typeof answer === "string" && /^0x[0-9a-f]{64}$/i.test(answer)) {
    return answer.toLowerCase() as BlockHash;
  }
  throw badAnswer(method, "it is not a block hash");
}

export function isHex(text: unknown): text is Hex {
  return typeof text === "string" && text.length % 2 === 0 && /^0x[0-9a-f]*$/i.test(text);
}

/** The bytes that `hex` stands for. */
export function hexToBytes(hex: Hex): Uint8Array {
  return new Uint8Array(Buffer.from(hex.slice(2), "hex"));
}

/**
 * The hash of block `number`, which the chain has.
 *
 * @throws ChainError CHAIN_BAD_ANSWER; CHAIN_STATE_DISCARDED if the node does not have the block
 */
export function parseHashOfNumber(answer: unknown, number: BlockNumber): BlockHash {
  if (answer === null) throw blockNotThere(number);
  return parseBlockHash(answer, "chain_getBlockHash");
}

/** @throws ChainError CHAIN_BAD_ANSWER; CHAIN_STATE_DISCARDED if the node does not have the block */
export function parseHeader(answer: unknown, hash: BlockHash): ChainHeader {
  if (answer === null) throw unknownBlock(`the node does not have block ${hash}`);
  const { number, parentHash } = asRecord(answer);
  if (!isQuantity(number)) throw badAnswer("chain_getHeader", "it has no block number");
  return {
    number: Number.parseInt(number, 16),
    parentHash: parseBlockHash(parentHash, "chain_getHeader"),
  };
}

/** The error of a node that answers null for a number that the chain has, as one does that keeps the newest blocks only. */
export function blockNotThere(number: BlockNumber): ChainError {
  return new ChainError(`the node does not have block ${number}`, {
    code: "CHAIN_STATE_DISCARDED",
  });
}

// At most 13 digits: 2 ** 52 blocks, which a number holds.
function isQuantity(text: unknown): text is string {
  return typeof text === "string" && /^0x[0-9a-f]{1,13}$/i.test(text);
}

/**
 * What the version of a runtime says of its storage. The rest of it is left alone: @polkadot/api prints what it cannot
 * read.
 *
 * @throws ChainError CHAIN_BAD_ANSWER
 */
export function parseVersion(answer: unknown): RuntimeVersion {
  const { specName, specVersion } = asRecord(answer);
  const isU32 = typeof specVersion === "number" && specVersion >>> 0 === specVersion;
  if (typeof specName !== "string" || !isU32) {
    throw badAnswer("state_getRuntimeVersion", "it has no spec name and version");
  }
  return { specName: excerpt(specName), specVersion };
}

/**
 * Runtime metadata in the form that nodes give it: "meta", then the number of a format that describes its own types.
 *
 * @throws ChainError CHAIN_BAD_ANSWER
 */
export function parseMetadata(answer: unknown): Hex {
  if (isHex(answer) && /^0x6d657461(?:0e|0f|10)/i.test(answer)) return answer;
  const version = isHex(answer) ? /^0x6d657461(..)/i.exec(answer)?.[1] : undefined;
  const found = version === undefined ? "" : `, but of version ${Number.parseInt(version, 16)}`;
  throw badAnswer("state_getMetadata", `it is not metadata of version 14, 15 or 16${found}`);
}

/**
 * What `Metadata_metadata_at_version` answers, an optional byte string, without what is around it; undefined for none.
 *
 * @throws ChainError CHAIN_BAD_ANSWER
 */
export function unwrapMetadata(answer: unknown): Hex | undefined {
  if (answer === "0x00") return undefined;
  const method = "Metadata_metadata_at_version";
  if (!isHex(answer) || !answer.startsWith("0x01")) {
    throw badAnswer(method, "it is not an optional byte string");
  }
  const input: ScaleInput = { bytes: hexToBytes(answer), at: 1 };
  try {
    const length = readCompact(input);
    if (BigInt(input.bytes.length - input.at) !== length) throw new ScaleError("it is not whole");
  } catch (error) {
    if (error instanceof ScaleError) throw badAnswer(method, error.message);
    throw error;
  }
  return parseMetadata(`0x${answer.slice(2 + 2 * input.at)}`);
}

/** The members of an object; none of anything else. */
export function asRecord(value: unknown): Readonly<Partial<Record<string, unknown>>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
