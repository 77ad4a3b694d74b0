import { hexToU8a } from "@polkadot/util";
import { describe, expect, it } from "vitest";
import { connectApi } from "../../testing/connect-api.ts";
import { createChain, createSubnet } from "../../testing/chain-world.ts";
import { hasRecorded, readRecordedV14, readRecordedV15 } from "../../testing/recorded.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { encodeMetadata } from "./metadata.ts";
import { readRuntime } from "./read-runtime.ts";
import { STORAGE } from "./storage-layout.ts";

const V14 = encodeMetadata(400);
const V15 = encodeMetadata(400, 15);

describe("given metadata", () => {
  it.each([
    ["bytes", hexToU8a(V15)],
    ["hex", Buffer.from(`${V15}\n`)],
    ["hex without 0x", Buffer.from(V15.slice(2).toUpperCase())],
    ["the answer of the runtime API", wrap(V15)],
  ])("is taken as %s", (_name, file) => {
    const runtime = readRuntime(file);
    expect(runtime.version.specVersion).toBe(400);
    expect(runtime.metadataVersions).toEqual([14, 15]);
    expect(runtime.metadata(15)).toBe(V15);
    expect(runtime.metadata(16)).toBeUndefined();
    expect(runtime.apis.has("SubnetInfoRuntimeApi_get_selective_metagraph")).toBe(true);
  });

  it("has the same storage in the format that it was not given in", () => {
    const runtime = readRuntime(hexToU8a(V15));
    const again = readRuntime(hexToU8a(runtime.metadata(14)));
    expect(again.storage).toEqual(runtime.storage);
    expect(Object.keys(again.storage)).toHaveLength(Object.keys(STORAGE).length - 1);
    expect(again.version).toEqual(runtime.version);
  });

  it("without runtime APIs has none", async () => {
    await withServer({ metadata: hexToU8a(V14) }, async (_server, client) => {
      const call = (name: string, data: string): Promise<unknown> =>
        client.call("state_call", [name, data]);
      expect(await client.call("state_getMetadata")).toBe(V14);
      expect(await client.call("state_getRuntimeVersion")).toMatchObject({ specVersion: 400 });
      expect(await call("Metadata_metadata_versions", "0x")).toBe("0x040e000000");
      expect(await call("Metadata_metadata_at_version", "0x0f000000")).toBe("0x00");
      await expect(call("SubnetInfoRuntimeApi_get_metagraph", "0x6000")).rejects.toThrow(
        "is not found",
      );
    });
  });

  it("gives way to our own when the chain is upgraded", async () => {
    await withServer({ metadata: hexToU8a(V15) }, async (server, client) => {
      const before = await client.call<string>("chain_getFinalizedHead");
      server.advance((chain) => ({ ...chain, specVersion: 426 }));
      expect(await client.call("state_getMetadata", [before])).toBe(
        readRuntime(hexToU8a(V15)).metadata(14),
      );
      expect(await client.call("state_getMetadata")).toBe(encodeMetadata(426));
    });
  });

  it.each([
    ["nothing", "", /got no metadata/],
    ["text", "hello", /got no metadata/],
    ["another version", "0x6d6574610d00", /got version 13/],
    ["an answer of nothing", "0x00", /got no metadata/],
    ["a part of it", V15.slice(0, 300), /cannot be decoded/],
    ["no runtime's", `0x6d6574610e${"00".repeat(8)}`, /cannot be decoded/],
  ])("is refused: %s", (_name, file, details) => {
    expect(() => readRuntime(Buffer.from(file))).toThrow(
      expect.objectContaining({
        code: "DEVNET_METADATA",
        details: expect.stringMatching(details) as string,
      }) as Error,
    );
  });
});

describe.skipIf(!hasRecorded)("metadata of the real chain", () => {
  it("has every storage item that is served, in both formats alike", () => {
    const [v14, v15] = [readRecordedV14(), readRecordedV15()].map((file) => readRuntime(file));
    expect(v15!.version).toEqual(v14!.version);
    expect(v15!.version.specVersion).toBe(343);
    expect(v15!.storage).toEqual(v14!.storage);
    const ours = readRuntime(hexToU8a(V15)).storage;
    expect(v14!.storage).toEqual(ours);
    expect(readRuntime(hexToU8a(v15!.metadata(14))).storage).toEqual(ours);
  });

  it("is taken by an unmodified @polkadot/api, which finds the world in it", async () => {
    const world = createChain({ subnets: [createSubnet()] });
    await withServer({ world, metadata: readRecordedV15() }, async (server) => {
      const api = await connectApi(server.url);
      try {
        expect(api.runtimeVersion.specVersion.toNumber()).toBe(343);
        expect((await api.query["subtensorModule"]!["subnetworkN"]!(96)).toJSON()).toBe(5);
        const found = await api.call["subnetInfoRuntimeApi"]!["getMetagraph"]!(96);
        expect(found.toJSON()).toMatchObject({ netuid: 96, numUids: 5, block: 10_000 });
      } finally {
        await api.disconnect();
      }
    });
  });
});

/** An option of bytes: 01, their length, themselves. */
function wrap(hex: string): Uint8Array {
  const bytes = Buffer.from(hex.slice(2), "hex");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length * 4 + 2);
  return Buffer.concat([Uint8Array.of(1), length, bytes]);
}
