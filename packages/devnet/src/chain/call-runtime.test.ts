import { hexToU8a } from "@polkadot/util";
import { describe, expect, it } from "vitest";
import {
  createChain,
  createCommitment,
  createNeuron,
  createSubnet,
  keyOf,
} from "../../testing/chain-world.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { compileEncoder } from "./compile-encoder.ts";
import type { PlainStruct, PlainValue } from "./plain-value.ts";
import { readValue } from "./read-value.ts";
import { listRuntimeApiMethods } from "./runtime-apis.ts";
import type { RawClient } from "../../testing/raw-client.ts";

const methods = listRuntimeApiMethods();
const text = Buffer.from("a/b:c:main");
const whole = Buffer.from(`070000000000000058020000040b${text.toString("hex")}`, "hex");
const subnet = createSubnet({
  neurons: [createNeuron(0), createNeuron(1), createNeuron(3, { stake: 5n })],
  commitments: [
    createCommitment(keyOf(1_001), { fields: [{ type: "raw", bytes: text }] }),
    createCommitment(keyOf(77), { encoded: Buffer.concat([whole, Buffer.from("beef", "hex")]) }),
    createCommitment(keyOf(78), { encoded: Uint8Array.of(1, 2, 3) }),
  ],
});
const world = createChain({
  subnets: [createSubnet({ netuid: 0, identity: undefined, neurons: [createNeuron(0)] }), subnet],
});

/** Calls by name, and reads the answer to its last byte. */
async function callApi(
  client: RawClient,
  name: string,
  ...args: readonly PlainValue[]
): Promise<PlainValue> {
  const { inputs, output } = methods.get(name)!;
  const data = inputs.map(({ type }, at) => compileEncoder(type)(args[at])).join("");
  const bytes = hexToU8a(await client.call<string>("state_call", [name, data]));
  const input = { bytes, at: 0 };
  const value = readValue(output, input);
  expect(input.at).toBe(bytes.length);
  return value;
}

function valueOf(answer: PlainValue): PlainStruct {
  return (answer as { readonly value: PlainStruct }).value;
}

describe("a runtime call", () => {
  it("gives the fields that were asked for, and the netuid only if it is one of them", async () => {
    await withServer({ world }, async (server, client) => {
      const name = "SubnetInfoRuntimeApi_get_selective_metagraph";
      const chosen = valueOf(await callApi(client, name, 96, [0, 1, 3, 7, 30, 52, 69, 72, 999]));
      const given = Object.entries(chosen).filter(
        ([, field]) => (field as PlainStruct)["variant"] !== "None",
      );
      expect(given.map(([field]) => field)).toEqual([
        "netuid",
        "name",
        "identity",
        "block",
        "num_uids",
        "hotkeys",
        "total_stake",
        "validators",
      ]);
      expect(chosen).toMatchObject({
        netuid: 96n,
        block: { value: 10_000n },
        num_uids: { value: 3n },
        total_stake: { value: [0n, 1_000_000_007n, 5n] },
        // Uid 0 has a permit and no stake, uid 1 stake and no permit.
        validators: { value: [2n] },
      });
      expect(valueOf(await callApi(client, name, 96, [1]))["netuid"]).toBe(0n);
      expect(server.counts.dataCalls).toBe(2);
    });
  });

  it("passes commitments on as far as they can be decoded", async () => {
    await withServer({ world }, async (_server, client) => {
      const name = "SubnetInfoRuntimeApi_get_selective_mechagraph";
      const { commitments } = valueOf(await callApi(client, name, 96, 0, [73]));
      const found = valueOf(commitments) as unknown as readonly [Uint8Array, readonly bigint[]][];
      expect(found.map(([hotkey]) => Buffer.from(hotkey))).toEqual([1_001, 77].map(keyOf));
      for (const [, bytes] of found) expect(Buffer.from(bytes.map(Number))).toEqual(whole);
    });
  });

  it("names a subnet as the runtime does", async () => {
    await withServer({ world }, async (_server, client) => {
      const all = await callApi(client, "SubnetInfoRuntimeApi_get_all_dynamic_info");
      const found = (all as readonly PlainValue[]).map((info) =>
        Buffer.from((valueOf(info)["subnet_name"] as readonly bigint[]).map(Number)).toString(),
      );
      expect(found).toEqual(["root", "FLock OFF"]);
    });
  });

  it.each([
    ["SubnetInfoRuntimeApi_get_metagraph", [5]],
    ["SubnetInfoRuntimeApi_get_dynamic_info", [5]],
    ["SubnetInfoRuntimeApi_get_subnet_info_v2", [5]],
    ["SubnetInfoRuntimeApi_get_selective_metagraph", [5, [0, 1]]],
    ["NeuronInfoRuntimeApi_get_neuron_lite", [96, 3]],
  ] satisfies [string, PlainValue[]][])("%s has nothing for %j", async (name, args) => {
    await withServer({ world }, async (_server, client) => {
      expect(await callApi(client, name, ...args)).toEqual({ variant: "None" });
    });
  });

  it.each(listOthers())("%s has an answer", async (name) => {
    await withServer({ world }, async (_server, client) => {
      expect(await callApi(client, name, 96, 1)).not.toEqual({ variant: "None" });
    });
  });

  it("is refused in the words that clients know", async () => {
    await withServer({ world }, async (_server, client) => {
      const missing = await client.request("state_call", ["Metadata_nothing", "0x"]);
      expect(missing.error).toEqual({
        code: 4003,
        message:
          "Client error: Execution failed: Other: Exported method Metadata_nothing is not found",
      });
      const short = await client.request("state_call", [
        "SubnetInfoRuntimeApi_get_metagraph",
        "0x60",
      ]);
      expect(short.error?.message).toContain("Bad input data");
    });
  });
});

/** All but those about metadata, which take versions, and those with a choice of fields. */
function listOthers(): readonly string[] {
  return [...methods.keys()].filter((name) => !/^Metadata_|selective/.test(name));
}
