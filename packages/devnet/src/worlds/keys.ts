import { encodeAddress } from "@polkadot/util-crypto";

/** The SS58 form (prefix 42) of a public key of 32 bytes. */
export function encodeKey(publicKey: Uint8Array): string {
  return encodeAddress(publicKey, 42);
}
