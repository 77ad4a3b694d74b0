import { toHex } from "@flock-tools/core";
import type { ChainWorld, WorldCommitment, WorldNeuron, WorldSubnet } from "../world.ts";
import { encodeCommitment, encodeRevealed } from "./encode-commitment.ts";
import { encodeText, encodeUint, encodeVec } from "./scale.ts";
import { createStorageKeys } from "./storage-keys.ts";
import type { StorageName } from "./storage-layout.ts";

/** Storage key to value, both `0x` hex. */
export type StorageMap = ReadonlyMap<string, string>;

/**
 * Makes the storage of a chain, which is then the caller's own; subnets that were seen before, as the same objects,
 * are not encoded again.
 */
export type StateBuilder = (chain: ChainWorld) => Map<string, string>;

/** @see StateBuilder */
export function createStateBuilder(): StateBuilder {
  const known = new WeakMap<WorldSubnet, StorageMap>();
  return (chain) => {
    const state = new Map<string, string>();
    for (const subnet of chain.subnets) {
      let entries = known.get(subnet);
      if (entries === undefined) {
        entries = encodeSubnet(subnet);
        known.set(subnet, entries);
      }
      for (const [key, value] of entries) state.set(key, value);
    }
    return state;
  };
}

/** Stores the value of one item: `args` and `value` are SCALE, hex without `0x`. */
type Put = (name: StorageName, args: readonly string[], value: string) => void;

function encodeSubnet(subnet: WorldSubnet): StorageMap {
  // Hashes are remembered for one subnet: its hotkeys stand in up to seven keys each, and hardly in those of another.
  const keys = createStorageKeys();
  const entries = new Map<string, string>();
  const put: Put = (name, args, value) => {
    entries.set(keys.key(name, ...args), `0x${value}`);
  };
  const netuid = encodeUint(subnet.netuid, 2);
  putSubnet(subnet, netuid, put);
  putVectors(subnet.neurons, netuid, put);
  for (const [uid, neuron] of subnet.neurons.entries()) putNeuron({ netuid, uid, neuron }, put);
  for (const commitment of subnet.commitments) putCommitment(commitment, netuid, put);
  return entries;
}

function putSubnet(subnet: WorldSubnet, netuid: string, put: Put): void {
  put("SubtensorModule.NetworksAdded", [netuid], "01");
  put("SubtensorModule.SubnetworkN", [netuid], encodeUint(subnet.neurons.length, 2));
  put("SubtensorModule.SubnetOwner", [netuid], account(subnet.ownerColdkey));
  put("SubtensorModule.SubnetOwnerHotkey", [netuid], account(subnet.ownerHotkey));
  put("SubtensorModule.Owner", [account(subnet.ownerHotkey)], account(subnet.ownerColdkey));
  put("SubtensorModule.TokenSymbol", [netuid], encodeText(subnet.symbol));
  put("SubtensorModule.NetworkRegisteredAt", [netuid], encodeUint(subnet.registeredAt, 8));
  if (subnet.identity !== undefined) {
    const identity = [subnet.name, subnet.identity.githubRepo, "", "", "", "", "", ""];
    put("SubtensorModule.SubnetIdentitiesV3", [netuid], identity.map(encodeText).join(""));
  }
}

/** A world says nothing of incentives, so these vectors are zeros; `LastUpdate` is the block of registration. */
function putVectors(neurons: readonly WorldNeuron[], netuid: string, put: Put): void {
  const vector = (of: (neuron: WorldNeuron) => string): string => encodeVec(neurons.map(of));
  put(
    "SubtensorModule.Active",
    [netuid],
    vector((it) => bool(it.active)),
  );
  put(
    "SubtensorModule.ValidatorPermit",
    [netuid],
    vector((it) => bool(it.validatorPermit)),
  );
  for (const name of ["Incentive", "Dividends", "Consensus"] as const) {
    put(
      `SubtensorModule.${name}`,
      [netuid],
      vector(() => "0000"),
    );
  }
  put(
    "SubtensorModule.Emission",
    [netuid],
    vector(() => "0000000000000000"),
  );
  put(
    "SubtensorModule.LastUpdate",
    [netuid],
    vector((it) => encodeUint(it.registeredAt, 8)),
  );
}

interface PlacedNeuron {
  readonly netuid: string;
  readonly uid: number;
  readonly neuron: WorldNeuron;
}

function putNeuron({ netuid, uid, neuron }: PlacedNeuron, put: Put): void {
  const slot = encodeUint(uid, 2);
  const hotkey = account(neuron.hotkey);
  put("SubtensorModule.Keys", [netuid, slot], hotkey);
  put("SubtensorModule.BlockAtRegistration", [netuid, slot], encodeUint(neuron.registeredAt, 8));
  put("SubtensorModule.Uids", [netuid, hotkey], slot);
  put("SubtensorModule.Owner", [hotkey], account(neuron.coldkey));
  if (neuron.stake > 0n) {
    put("SubtensorModule.TotalHotkeyAlpha", [hotkey, netuid], encodeUint(neuron.stake, 8));
  }
}

function putCommitment(commitment: WorldCommitment, netuid: string, put: Put): void {
  const args = [netuid, account(commitment.hotkey)];
  const block = encodeUint(commitment.block, 4);
  put("Commitments.CommitmentOf", args, encodeCommitment(commitment));
  put("Commitments.LastCommitment", args, block);
  if (commitment.fields.some((field) => field.type === "reset-bonds")) {
    put("Commitments.LastBondsReset", args, block);
  }
  if (commitment.revealed !== undefined) {
    put("Commitments.RevealedCommitments", args, encodeRevealed(commitment.revealed));
  }
}

function account(key: Uint8Array): string {
  if (key.length !== 32) throw new RangeError(`a key must have 32 bytes: got ${key.length}`);
  return toHex(key);
}

function bool(value: boolean): string {
  return value ? "01" : "00";
}
