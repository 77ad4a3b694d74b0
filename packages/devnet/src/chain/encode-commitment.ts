import { toHex } from "@flock-tools/core";
import type { WorldCommitment, WorldField } from "../world.ts";
import { encodeBytes, encodeUint, encodeVec } from "./scale.ts";

const HASH_INDICES = { "blake2-256": 130, sha256: 131, keccak256: 132, "sha3-256": 133 } as const;

/**
 * The value of `CommitmentOf`: `encoded` verbatim where the world has it, else the SCALE form of the rest.
 *
 * @returns hex without `0x`
 * @throws RangeError for bytes that the wire form has no room for
 */
export function encodeCommitment(commitment: WorldCommitment): string {
  if (commitment.encoded !== undefined) return toHex(commitment.encoded);
  return (
    encodeUint(commitment.deposit, 8) +
    encodeUint(commitment.block, 4) +
    encodeVec(commitment.fields.map(encodeField))
  );
}

/**
 * The value of `RevealedCommitments`: `(Vec<u8>, u64)` for each. What a drand round reveals is itself a SCALE
 * `Vec<u8>`, since clients encode before they encrypt, so the bytes carry a compact length of their own inside.
 *
 * @returns hex without `0x`
 */
export function encodeRevealed(revealed: NonNullable<WorldCommitment["revealed"]>): string {
  return encodeVec(
    revealed.map(({ bytes, block }) => {
      const inner = Buffer.from(encodeBytes(bytes), "hex");
      return encodeBytes(inner) + encodeUint(block, 8);
    }),
  );
}

/** One field, by the index bytes of `Data` (subtensor, pallets/commitments/src/types.rs). */
function encodeField(field: WorldField): string {
  switch (field.type) {
    case "none":
      return encodeUint(0, 1);
    case "raw":
      checkLength("a raw field", field.bytes, 128);
      return encodeUint(field.bytes.length + 1, 1) + toHex(field.bytes);
    case "hash":
      if (field.bytes.length !== 32) {
        throw new RangeError(`a hash field must have 32 bytes: got ${field.bytes.length}`);
      }
      return encodeUint(HASH_INDICES[field.algorithm], 1) + toHex(field.bytes);
    case "timelocked":
      checkLength("a timelocked field", field.bytes, 1024);
      return encodeUint(134, 1) + encodeBytes(field.bytes) + encodeUint(field.revealRound, 8);
    case "reset-bonds":
      return encodeUint(135, 1);
    case "big-raw":
      checkLength("a big raw field", field.bytes, 512);
      return encodeUint(136, 1) + encodeBytes(field.bytes);
    default:
      throw new TypeError(`unknown field: ${JSON.stringify(field satisfies never)}`);
  }
}

function checkLength(what: string, bytes: Uint8Array, most: number): void {
  if (bytes.length > most) {
    throw new RangeError(`${what} must have at most ${most} bytes: got ${bytes.length}`);
  }
}
