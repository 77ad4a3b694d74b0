import { expect, it } from "vitest";
import {
  createChain,
  createCommitment,
  createNeuron,
  createSubnet,
  keyOf,
} from "../../testing/chain-world.ts";
import { createStateBuilder } from "./build-state.ts";
import { encodeUint } from "./scale.ts";
import { createStorageKeys } from "./storage-keys.ts";
import { toHex } from "@flock-tools/core";

const keys = createStorageKeys();

it("stores what a subnet has and nothing that it has not", () => {
  const committed = createCommitment(keyOf(1_001));
  const chain = createChain({
    subnets: [createSubnet({ identity: undefined, commitments: [committed] })],
  });
  const state = createStateBuilder()(chain);
  // The number of subnets, 8 of the subnet, its owner's `Owner`, 7 vectors, 4 for each of 5 neurons, stake of all but uid 0, 2 of a commitment.
  expect(state.size).toBe(1 + 8 + 1 + 7 + 4 * 5 + 4 + 2);
  expect(state.has(keys.key("SubtensorModule.SubnetIdentitiesV3", "6000"))).toBe(false);
});

it("lets one neuron be of two subnets", () => {
  const neurons = [createNeuron(0, { stake: 5n })];
  const subnets = [1, 2].map((netuid) => createSubnet({ netuid, neurons }));
  const state = createStateBuilder()(createChain({ subnets }));
  const hotkey = toHex(keyOf(1_000));
  for (const netuid of [1, 2]) {
    const key = keys.key("SubtensorModule.TotalHotkeyAlpha", hotkey, encodeUint(netuid, 2));
    expect(state.get(key)).toBe("0x0500000000000000");
  }
  expect(state.get(keys.key("SubtensorModule.Owner", hotkey))).toBe(`0x${toHex(keyOf(2_000))}`);
});

it("encodes only the subnets that are not the same objects as before", () => {
  let reads = 0;
  const counted = {
    ...createSubnet({ netuid: 1 }),
    get neurons() {
      reads += 1;
      return [createNeuron(0)];
    },
  };
  const build = createStateBuilder();
  build(createChain({ subnets: [counted, createSubnet()] }));
  const first = reads;
  const state = build(createChain({ subnets: [counted, createSubnet({ symbol: "x" })] }));
  expect(first).toBeGreaterThan(0);
  expect(reads).toBe(first);
  expect(state.get(keys.key("SubtensorModule.TokenSymbol", "6000"))).toBe("0x0478");
});

it("refuses keys that are not 32 bytes", () => {
  const subnet = createSubnet({ ownerHotkey: new Uint8Array(31) });
  expect(() => createStateBuilder()(createChain({ subnets: [subnet] }))).toThrow(
    "a key must have 32 bytes: got 31",
  );
});
