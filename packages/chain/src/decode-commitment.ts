import type {
  BlockNumber,
  Commitment,
  CommitmentEntry,
  CommitmentField,
  Hotkey,
} from "@flock-tools/core";
import type { ScaleEnum, ScaleValue, StorageItem } from "./runtime/storage-schema.ts";
import { toBlockNumber, toBytes, toStruct } from "./storage/decode-item.ts";

/** What the chain has under one hotkey, as SCALE bytes; undefined where it has nothing. */
export interface EncodedCommitment {
  readonly hotkey: Hotkey;
  readonly commitment: Uint8Array | undefined;
  readonly revealed: Uint8Array | undefined;
}

/** The storage items that these bytes are values of; a runtime may do without the second. */
export interface CommitmentItems {
  readonly commitmentOf: StorageItem;
  readonly revealedCommitments: StorageItem | undefined;
}

/** A value that is of no use here, though the rest of the chain is. */
class UndecodableError extends Error {}

/**
 * Never throws for what stands in the bytes: whatever cannot be decoded whole is `undecodable`, with the bytes of the
 * storage item at fault.
 */
export function decodeCommitment(
  { hotkey, commitment, revealed }: EncodedCommitment,
  { commitmentOf, revealedCommitments }: CommitmentItems,
): CommitmentEntry {
  if (commitment === undefined) return { status: "absent" };
  const base = attempt(commitmentOf, commitment, readCommitment);
  if ("status" in base) return base;
  const reveals =
    revealed === undefined || revealedCommitments === undefined
      ? { value: [] }
      : attempt(revealedCommitments, revealed, readRevealed);
  if ("status" in reveals) return reveals;
  return {
    status: "present",
    commitment: { hotkey, ...base.value, encoded: commitment, revealed: reveals.value },
  };
}

function attempt<T>(
  item: StorageItem,
  encoded: Uint8Array,
  read: (value: ScaleValue) => T,
): { readonly value: T } | (CommitmentEntry & { readonly status: "undecodable" }) {
  const decoded = item.decode(encoded);
  const refuse = (reason: string) =>
    ({ status: "undecodable", encoded, reason: `${item.name}: ${reason}` }) as const;
  if (!decoded.ok) return refuse(decoded.reason);
  try {
    return { value: read(decoded.value) };
  } catch (error) {
    if (error instanceof UndecodableError) return refuse(error.message);
    throw error;
  }
}

function readCommitment(value: ScaleValue): Pick<Commitment, "block" | "fields"> {
  const struct = toStruct(value);
  const fields = toStruct(struct?.get("info"))?.get("fields");
  if (!Array.isArray(fields)) throw new UndecodableError("it has no fields");
  return {
    block: readBlock(struct?.get("block")),
    fields: (fields as readonly ScaleValue[]).map(readField),
  };
}

const HASHES: Readonly<Record<string, Extract<CommitmentField, { type: "hash" }>["algorithm"]>> = {
  BlakeTwo256: "blake2-256",
  Sha256: "sha256",
  Keccak256: "keccak256",
  ShaThree256: "sha3-256",
};

// subtensor, pallets/commitments/src/types.rs, `Data`. By name: the numbers are the metadata's business.
function readField(field: ScaleValue): CommitmentField {
  if (!isEnum(field)) throw new UndecodableError("a field is not an enum");
  const { variant, value } = field;
  if (variant === "None") return { type: "none" };
  if (variant === "ResetBondsFlag") return { type: "reset-bonds" };
  if (variant === "BigRaw") return { type: "big-raw", bytes: readBytes(value, variant) };
  if (/^Raw\d+$/.test(variant)) return { type: "raw", bytes: readBytes(value, variant) };
  const algorithm = Object.hasOwn(HASHES, variant) ? HASHES[variant] : undefined;
  if (algorithm !== undefined) {
    return { type: "hash", algorithm, bytes: readBytes(value, variant) };
  }
  if (variant === "TimelockEncrypted") return readTimelocked(value);
  throw new UndecodableError(`a field is of the unknown kind ${variant}`);
}

function readTimelocked(value: ScaleValue): CommitmentField {
  const struct = toStruct(value);
  const revealRound = struct?.get("revealRound");
  if (typeof revealRound !== "bigint") throw new UndecodableError("a timelock has no round");
  return {
    type: "timelocked",
    bytes: readBytes(struct?.get("encrypted"), "TimelockEncrypted"),
    revealRound,
  };
}

function readRevealed(value: ScaleValue): Commitment["revealed"] {
  if (!Array.isArray(value)) throw new UndecodableError("it is not a list");
  return (value as readonly ScaleValue[]).map((pair) => {
    const [bytes, block]: readonly ScaleValue[] = Array.isArray(pair) ? pair : [];
    return {
      bytes: stripLengthPrefix(readBytes(bytes, "a reveal")),
      block: readBlock(block),
    };
  });
}

/**
 * What is revealed is the SCALE form of a byte string, its length before it. Bytes that do not begin with the exact
 * length of the rest are what they are.
 */
function stripLengthPrefix(bytes: Uint8Array): Uint8Array {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  // The two lowest bits of the first byte say how many bytes the length takes (parity-scale-codec, src/compact.rs).
  const width = [1, 2, 4, undefined][first & 3];
  if (width === undefined || bytes.length < width) return bytes;
  const number = (first + second * 2 ** 8 + third * 2 ** 16 + fourth * 2 ** 24) % 2 ** (8 * width);
  const length = Math.floor(number / 4);
  const isCanonical = width === 1 || length >= 2 ** (width === 2 ? 6 : 14);
  return isCanonical && length === bytes.length - width ? bytes.subarray(width) : bytes;
}

function readBlock(value: ScaleValue | undefined): BlockNumber {
  const block = toBlockNumber(value);
  if (block !== undefined) return block;
  throw new UndecodableError(
    typeof value === "bigint"
      ? `block number ${value} is beyond 2 ** 53 - 1`
      : "it has no block number",
  );
}

function readBytes(value: ScaleValue | undefined, what: string): Uint8Array {
  const bytes = toBytes(value);
  if (bytes === undefined) throw new UndecodableError(`${what} has no bytes`);
  return bytes;
}

function isEnum(value: ScaleValue): value is ScaleEnum {
  return typeof value === "object" && value !== null && "variant" in value;
}
