import { Metadata, TypeRegistry } from "@polkadot/types";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeWithCodec } from "../../testing/polkadot-codec.ts";
import { readDevnetMetadata } from "../../testing/devnet-schema.ts";
import { readRecordedMetadata } from "../../testing/recorded.ts";
import { compileDecoder } from "./compile-decoder.ts";

const METADATA = [
  { source: "the local chain", metadata: await readDevnetMetadata() },
  { source: "the recorded spec 343", metadata: readRecordedMetadata() },
];

const RUNS = 12;

/** Storage items of every shape that there is: integers, flags, bytes, texts, lists, tuples, structs, enums and options. */
const ITEMS = new Set([
  "Account",
  "Active",
  "Axons",
  "ChildKeys",
  "CommitmentOf",
  "IdentitiesV2",
  "Keys",
  "LastRuntimeUpgrade",
  "NetworksAdded",
  "Now",
  "RequestStatusFor",
  "RevealedCommitments",
  "SubnetIdentitiesV3",
  "SubnetworkN",
  "TokenSymbol",
]);

/** Bytes of which each is likely to be a small length, a variant or a flag. */
const bytes = fc.uint8Array({ maxLength: 120 }).chain((noise) =>
  fc
    .array(fc.tuple(fc.nat(119), fc.constantFrom(0, 1, 2, 4, 8, 12, 0x82, 0x86)), { maxLength: 40 })
    .map((settled) => {
      const all = Uint8Array.from(noise);
      for (const [at, byte] of settled) if (at < all.length) all[at] = byte;
      return all;
    }),
);

describe.each(METADATA)("decoders for $source", ({ metadata }) => {
  it.skipIf(metadata === undefined)("take what @polkadot/types takes, for the same", () => {
    const registry = new TypeRegistry();
    const latest = new Metadata(registry, metadata);
    registry.setMetadata(latest, undefined, undefined, true);
    const { lookup, pallets } = latest.asLatest;
    const types = new Set(
      [...pallets]
        .flatMap((pallet) => [...(pallet.storage.unwrapOr(undefined)?.items ?? [])])
        .filter(({ name }) => ITEMS.has(name.toString()))
        .map(({ type }) => (type.isPlain ? type.asPlain : type.asMap.value).toNumber()),
    );
    let taken = 0;
    for (const id of types) {
      const decode = compileDecoder(lookup, { toNumber: () => id });
      const type = registry.createLookupType(id);
      fc.assert(
        fc.property(bytes, (noise) => {
          // What the codec makes of noise is a sound value; noise itself is one of short types alone.
          for (const encoded of [noise, encodeAs(registry, type, noise)]) {
            const expected = decodeWithCodec(registry, type, encoded);
            const decoded = decode(encoded);
            expect(decoded.ok ? { value: decoded.value } : undefined).toEqual(expected);
            if (decoded.ok) taken += 1;
          }
        }),
        { numRuns: RUNS, seed: 7 },
      );
    }
    expect(types.size).toBeGreaterThan(5);
    expect(taken).toBeGreaterThan((RUNS * types.size) / 2);
  });
});

function encodeAs(registry: TypeRegistry, type: string, noise: Uint8Array): Uint8Array {
  try {
    return registry.createTypeUnsafe(type, [noise]).toU8a();
  } catch {
    return noise;
  }
}
