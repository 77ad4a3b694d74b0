import { blake2AsU8a } from "@polkadot/util-crypto";
import { type BlockHash, toHex } from "@flock-tools/core";
import { TIMESTAMP_PALLET_INDEX } from "./chain-types.ts";
import { encodeCompact, encodeUint, encodeVec } from "./scale.ts";

/** Milliseconds from one block to the next. */
const BLOCK_TIME_MS = 12_000;

/** How many blocks before the starting head hang together by true parent hashes, and so on further back. */
export const RUN_LENGTH = 512;

/** The answer to `chain_getHeader`. */
export interface Header {
  readonly parentHash: BlockHash;
  /** `0x` hex. */
  readonly number: string;
  readonly stateRoot: BlockHash;
  readonly extrinsicsRoot: BlockHash;
  readonly digest: { readonly logs: readonly string[] };
}

/** The blocks of one chain, each made when it is first asked for. */
export interface Blocks {
  /** The hash of block `number` (>= 0); heads are the caller's business. */
  hashOf(number: number): BlockHash;
  /** The number of a block whose hash was given out before, or that lies in the newest run. */
  numberOf(hash: string): number | undefined;
  headerOf(number: number): Header;
  /** `0x` hex of each extrinsic: the timestamp inherent alone. */
  extrinsicsOf(number: number): readonly string[];
  /** Milliseconds since the Unix epoch. */
  timestampOf(number: number): number;
  /**
   * Other blocks than those that `hashOf` gives, which it and `numberOf` know nothing of.
   *
   * @param after the block that they stand on
   * @param name makes the blocks of one branch others than those of another
   */
  branch(after: number, depth: number, name: string): readonly BranchBlock[];
}

export interface BranchBlock {
  readonly number: number;
  readonly hash: BlockHash;
  readonly header: Header;
}

export interface BlocksOptions {
  readonly genesisHash: BlockHash;
  /** The head that numbers and times are counted from. */
  readonly headNumber: number;
  readonly headTimestamp: number;
}

/**
 * Creates the blocks of a chain. A header's hash is blake2-256 of its SCALE form, so that clients can recompute it.
 *
 * What differs from a real chain: roots are digests of the height, not of a trie; and since no block far back can be
 * hashed without all before it, blocks hang together in runs of `RUN_LENGTH`, counted back from the starting head.
 * The first block of an older run names a made-up parent hash, which `numberOf` still takes for the block before, so
 * that walking from parent to parent works. The newest run, with every block after it, has true parents throughout.
 */
export function createBlocks({ genesisHash, headNumber, headTimestamp }: BlocksOptions): Blocks {
  const hashes = new Map<number, BlockHash>([[0, genesisHash]]);
  const numbers = new Map<string, number>([[genesisHash, 0]]);

  const timestampOf = (number: number): number =>
    headTimestamp - BLOCK_TIME_MS * (headNumber - number);
  const extrinsicsOf = (number: number): readonly string[] => [
    encodeTimestampInherent(timestampOf(number)),
  ];
  const makeHeader = (number: number, parentHash: BlockHash, branch = ""): Header => ({
    parentHash,
    number: `0x${number.toString(16)}`,
    stateRoot: digestText(`${genesisHash} state ${number}${branch}`),
    extrinsicsRoot: digestHex(encodeVec(extrinsicsOf(number).map((it) => it.slice(2)))),
    digest: { logs: [] },
  });

  const firstOfRun = (number: number): number =>
    Math.max(
      0,
      headNumber + 1 - RUN_LENGTH * Math.max(1, Math.ceil((headNumber + 1 - number) / RUN_LENGTH)),
    );
  const parentOf = (number: number): BlockHash => {
    if (number === 0) return `0x${"00".repeat(32)}`;
    if (number > 1 && number === firstOfRun(number)) {
      const parent = digestText(`${genesisHash} parent ${number}`);
      numbers.set(parent, number - 1);
      return parent;
    }
    return hashOf(number - 1);
  };
  const hashOf = (number: number): BlockHash => {
    let at = number;
    while (at > firstOfRun(number) && !hashes.has(at)) at -= 1;
    for (; at <= number; at += 1) {
      if (hashes.has(at)) continue;
      const hash = digestHex(encodeHeader(makeHeader(at, parentOf(at))));
      hashes.set(at, hash);
      numbers.set(hash, at);
    }
    return hashes.get(number) as BlockHash;
  };
  hashOf(headNumber);

  return {
    hashOf,
    numberOf: (hash) => numbers.get(hash),
    headerOf: (number) => makeHeader(number, parentOf(number)),
    extrinsicsOf,
    timestampOf,
    branch(after, depth, name) {
      let parentHash = hashOf(after);
      return Array.from({ length: depth }, (_, at) => {
        const number = after + 1 + at;
        const header = makeHeader(number, parentHash, ` of ${name}`);
        parentHash = digestHex(encodeHeader(header));
        return { number, hash: parentHash, header };
      });
    },
  };
}

/** A bare extrinsic of format 4 that calls `Timestamp.set(Compact<u64>)`, under its length. */
function encodeTimestampInherent(timestamp: number): string {
  const call = encodeUint(TIMESTAMP_PALLET_INDEX, 1) + encodeUint(0, 1) + encodeCompact(timestamp);
  const extrinsic = `04${call}`;
  return `0x${encodeCompact(extrinsic.length / 2)}${extrinsic}`;
}

function encodeHeader(header: Header): string {
  return (
    header.parentHash.slice(2) +
    encodeCompact(Number(header.number)) +
    header.stateRoot.slice(2) +
    header.extrinsicsRoot.slice(2) +
    encodeVec(header.digest.logs.map((log) => log.slice(2)))
  );
}

function digestHex(hex: string): BlockHash {
  return `0x${toHex(blake2AsU8a(Buffer.from(hex, "hex"), 256))}`;
}

function digestText(text: string): BlockHash {
  return `0x${toHex(blake2AsU8a(Buffer.from(text, "utf8"), 256))}`;
}
