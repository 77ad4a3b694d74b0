import { Metadata, TypeRegistry } from "@polkadot/types";
import { hexToU8a } from "@polkadot/util";
import { describe, expect, it } from "vitest";
import { hasRecorded, readRecordedMetagraph, readRecordedV15 } from "../../testing/recorded.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { encodeMetadata } from "./metadata.ts";
import type { PlainStruct } from "./plain-value.ts";
import { readRuntime } from "./read-runtime.ts";
import { readValue } from "./read-value.ts";
import { listRuntimeApiMethods } from "./runtime-apis.ts";
import { createRuntimeVersion } from "./runtime-version.ts";

const METAGRAPH = "SubnetInfoRuntimeApi_get_selective_mechagraph";
const names = [...listRuntimeApiMethods().keys()];

describe.skipIf(!hasRecorded)("runtime APIs of the real chain", () => {
  const recorded = readRuntime(hasRecorded ? readRecordedV15() : hexToU8a(encodeMetadata(343, 15)));
  const ours = readRuntime(hexToU8a(encodeMetadata(343, 15)));

  it.each(names)("%s is declared alike", (name) => {
    expect(ours.apis.get(name)).toEqual(recorded.apis.get(name));
  });

  it("have the same versions", () => {
    const versions = new Map(recorded.version.apis);
    for (const [id, version] of createRuntimeVersion(343).apis) {
      expect([id, versions.get(id)]).toEqual([id, version]);
    }
  });

  it("gave a metagraph of which every byte is read, and written alike", () => {
    const bytes = readRecordedMetagraph();
    const { output } = recorded.apis.get(METAGRAPH)!;
    const input = { bytes, at: 0 };
    const value = readValue(output, input) as { readonly value: PlainStruct };
    expect(input.at).toBe(bytes.length);
    expect(value.value["netuid"]).toBe(1n);
    expect(value.value["hotkeys"]).toMatchObject({ variant: "Some", value: { length: 1_024 } });
    expect(value.value["commitments"]).toMatchObject({ variant: "Some", value: { length: 2 } });
    expect(compileEncoder(output)(value)).toBe(Buffer.from(bytes).toString("hex"));
  });

  it("gave a metagraph that @polkadot/types reads with our metadata to the last byte", () => {
    const registry = new TypeRegistry();
    const metadata = new Metadata(registry, encodeMetadata(343, 15));
    registry.setMetadata(metadata);
    const api = metadata.asV15.apis.find(({ name }) => name.toString() === "SubnetInfoRuntimeApi")!;
    const method = api.methods.find(({ name }) => METAGRAPH.endsWith(name.toString()))!;
    const bytes = readRecordedMetagraph();
    const type = registry.createLookupType(method.output);
    const value = registry.createType(type, bytes);
    expect(value.encodedLength).toBe(bytes.length);
    expect(value.toU8a()).toEqual(Uint8Array.from(bytes));
  });
});
