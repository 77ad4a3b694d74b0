import { toHex } from "@flock-tools/core";
import type { WorldCommitment, WorldField } from "../world.ts";
import type { Encoder } from "./compile-encoder.ts";
import type { PlainCase, PlainValue } from "./plain-value.ts";
import { encodeBytes } from "./scale.ts";

const HASH_CASES = {
  "blake2-256": "BlakeTwo256",
  sha256: "Sha256",
  keccak256: "Keccak256",
  "sha3-256": "ShaThree256",
} as const;

/**
 * The value of `CommitmentOf`: `encoded` verbatim where the world has it, else the SCALE form of the rest.
 *
 * @param encode of the type of `CommitmentOf`
 * @returns hex without `0x`
 * @throws RangeError for bytes that the wire form has no room for
 */
export function encodeCommitment(commitment: WorldCommitment, encode: Encoder): string {
  if (commitment.encoded !== undefined) return toHex(commitment.encoded);
  const { deposit, block, fields } = commitment;
  return encode({ deposit, block, info: { fields: fields.map(describeField) } });
}

/**
 * The value of `RevealedCommitments`: `(Vec<u8>, u64)` for each. What a drand round reveals is itself a SCALE
 * `Vec<u8>`, since clients encode before they encrypt, so the bytes carry a compact length of their own inside.
 */
export function describeRevealed(revealed: NonNullable<WorldCommitment["revealed"]>): PlainValue {
  return revealed.map(({ bytes, block }) => [Buffer.from(encodeBytes(bytes), "hex"), block]);
}

/** One field, as a case of `Data` (subtensor, pallets/commitments/src/types.rs). */
function describeField(field: WorldField): PlainCase {
  switch (field.type) {
    case "none":
      return { variant: "None" };
    case "raw":
      checkLength("a raw field", field.bytes, 128);
      return { variant: `Raw${field.bytes.length}`, value: field.bytes };
    case "hash":
      return { variant: HASH_CASES[field.algorithm], value: field.bytes };
    case "timelocked":
      checkLength("a timelocked field", field.bytes, 1024);
      return {
        variant: "TimelockEncrypted",
        value: { encrypted: field.bytes, reveal_round: field.revealRound },
      };
    case "reset-bonds":
      return { variant: "ResetBondsFlag" };
    case "big-raw":
      checkLength("a big raw field", field.bytes, 512);
      return { variant: "BigRaw", value: field.bytes };
    default:
      throw new TypeError(`unknown field: ${JSON.stringify(field satisfies never)}`);
  }
}

function checkLength(what: string, bytes: Uint8Array, most: number): void {
  if (bytes.length > most) {
    throw new RangeError(`${what} must have at most ${most} bytes: got ${bytes.length}`);
  }
}
