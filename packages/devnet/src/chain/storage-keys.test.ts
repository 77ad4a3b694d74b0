import { expect, it } from "vitest";
import { createStorageKeys } from "./storage-keys.ts";

const ALICE = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

// The first two are known from every Substrate chain; the hash of Alice is that of her `System.Account` key.
it.each([
  ["System.Number", [], "26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac"],
  ["Timestamp.Now", [], "f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"],
] as const)("hashes the names of %s", (name, args, key) => {
  expect(createStorageKeys().key(name, ...args)).toBe(`0x${key}`);
});

it("appends each argument under its own hasher", () => {
  const keys = createStorageKeys();
  const owner = keys.key("SubtensorModule.Owner");
  const aliceHash = "de1e86a9a8c739864cf3cc5ec2bea59f";
  expect(keys.key("SubtensorModule.Owner", ALICE)).toBe(`${owner}${aliceHash}${ALICE}`);
  expect(keys.key("SubtensorModule.Keys", "6000", "0500")).toBe(
    `${keys.key("SubtensorModule.Keys")}60000500`,
  );
  expect(keys.key("SubtensorModule.TotalHotkeyAlpha", ALICE, "6000")).toBe(
    `${keys.key("SubtensorModule.TotalHotkeyAlpha")}${aliceHash}${ALICE}6000`,
  );
});

it("makes the prefix of many values from fewer arguments, and refuses more than there are", () => {
  const keys = createStorageKeys();
  const prefix = keys.key("Commitments.CommitmentOf", "6000");
  expect(keys.key("Commitments.CommitmentOf", "6000", ALICE).startsWith(prefix)).toBe(true);
  expect(() => keys.key("SubtensorModule.SubnetworkN", "6000", "00")).toThrow(RangeError);
});
