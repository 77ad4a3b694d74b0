import { compactToU8a } from "@polkadot/util";
import { blake2AsU8a } from "@polkadot/util-crypto";
import { toHex } from "@flock-tools/core";
import { asRecord, hexToBytes, isHex } from "../rpc/answers.ts";
import type { Hex } from "./storage-schema.ts";

/**
 * The hash of the block that an answer of `chain_getHeader` describes: BLAKE2b-256 of the header in SCALE (polkadot-sdk,
 * substrate/primitives/runtime/src/generic/header.rs). Undefined where a part of it is missing.
 */
export function hashHeader(header: unknown): Hex | undefined {
  const { parentHash, number, stateRoot, extrinsicsRoot, digest } = asRecord(header);
  const { logs } = asRecord(digest);
  if (!Array.isArray(logs) || typeof number !== "string") return undefined;
  const items: readonly unknown[] = logs;
  const parts = [parentHash, compactToU8a(Number(number)), stateRoot, extrinsicsRoot];
  const encoded: Uint8Array[] = [];
  for (const part of [...parts, compactToU8a(items.length), ...items]) {
    const bytes = isHex(part) ? hexToBytes(part) : part;
    if (!(bytes instanceof Uint8Array)) return undefined;
    encoded.push(bytes);
  }
  return `0x${toHex(blake2AsU8a(Buffer.concat(encoded), 256))}`;
}
