import { Metadata, TypeRegistry } from "@polkadot/types";
import { toHex } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { createCommitment, keyOf } from "../../testing/chain-world.ts";
import type { WorldCommitment, WorldField } from "../world.ts";
import { COMMITMENT_REGISTRATION, REVEALED_COMMITMENTS } from "./chain-types.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { describeRevealed, encodeCommitment } from "./encode-commitment.ts";
import { encodeMetadata } from "./metadata.ts";

const registration = compileEncoder(COMMITMENT_REGISTRATION);
const encode = (commitment: WorldCommitment): string => encodeCommitment(commitment, registration);

const HASH = new Uint8Array(32).fill(7);
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(120);
const hex = (data: Uint8Array): string => `0x${toHex(data)}`;

/** A registry that knows nothing but the metadata, so that it decodes as a client does. */
function createRegistry(): TypeRegistry {
  const registry = new TypeRegistry();
  registry.setMetadata(new Metadata(registry, encodeMetadata(425)));
  return registry;
}

describe("a commitment as clients decode it", () => {
  const registry = createRegistry();
  it.each([
    [{ type: "none" }, { none: null }],
    [{ type: "raw", bytes: bytes(0) }, { raw0: "0x" }],
    [{ type: "raw", bytes: bytes(1) }, { raw1: "0x78" }],
    [{ type: "raw", bytes: bytes(55) }, { raw55: hex(bytes(55)) }],
    [{ type: "raw", bytes: bytes(128) }, { raw128: hex(bytes(128)) }],
    [{ type: "hash", algorithm: "blake2-256", bytes: HASH }, { blakeTwo256: hex(HASH) }],
    [{ type: "hash", algorithm: "sha256", bytes: HASH }, { sha256: hex(HASH) }],
    [{ type: "hash", algorithm: "keccak256", bytes: HASH }, { keccak256: hex(HASH) }],
    [{ type: "hash", algorithm: "sha3-256", bytes: HASH }, { shaThree256: hex(HASH) }],
    [
      { type: "timelocked", bytes: bytes(1024), revealRound: 2n ** 40n },
      { timelockEncrypted: { encrypted: hex(bytes(1024)), revealRound: 2 ** 40 } },
    ],
    [{ type: "reset-bonds" }, { resetBondsFlag: null }],
    [{ type: "big-raw", bytes: bytes(512) }, { bigRaw: hex(bytes(512)) }],
  ] satisfies [WorldField, object][])(
    "field $0.type of $0.bytes.length bytes",
    (field, decoded) => {
      const commitment = createCommitment(keyOf(1), {
        fields: [field],
        block: 1_234,
        deposit: 2n ** 40n,
      });
      const encoded = encode(commitment);
      const value = registry.createType("PalletCommitmentsRegistration", `0x${encoded}`);
      expect(value.toJSON()).toEqual({
        deposit: 2 ** 40,
        block: 1_234,
        info: { fields: [decoded] },
      });
      expect(value.encodedLength).toBe(encoded.length / 2);
    },
  );
});

it("writes several fields one after the other", () => {
  const fields = [{ type: "none" }, { type: "raw", bytes: bytes(2) }] satisfies WorldField[];
  const encoded = encode(createCommitment(keyOf(1), { fields, block: 1, deposit: 0n }));
  expect(encoded).toBe(`${"00".repeat(8)}010000000800037878`);
});

it.each([
  { type: "raw", bytes: bytes(129) },
  { type: "big-raw", bytes: bytes(513) },
  { type: "timelocked", bytes: bytes(1025), revealRound: 1n },
  { type: "hash", algorithm: "sha256", bytes: bytes(31) },
] satisfies WorldField[])("refuses what the chain has no room for: $type", (field) => {
  expect(() => encode(createCommitment(keyOf(1), { fields: [field] }))).toThrow(RangeError);
});

it("serves an encoding of the world's own as it is", () => {
  const encoded = Uint8Array.of(255, 0, 1);
  expect(encode(createCommitment(keyOf(1), { encoded }))).toBe("ff0001");
});

it("gives revealed bytes their own length inside", () => {
  const revealed = [{ bytes: Uint8Array.of(0x61, 0x62), block: 9 }];
  expect(compileEncoder(REVEALED_COMMITMENTS)(describeRevealed(revealed))).toBe(
    "040c0861620900000000000000",
  );
});
