import type { ChainWorld, WorldCommitment, WorldNeuron, WorldSubnet } from "../world.ts";
import { describeRevealed, encodeCommitment } from "./encode-commitment.ts";
import { describeIdentity } from "./describe-subnet.ts";
import { HYPERPARAMETERS } from "./hyperparameters.ts";
import type { PlainValue } from "./plain-value.ts";
import { compileStorage, type StorageCodec } from "./storage-codec.ts";
import { STORAGE, type StorageName } from "./storage-layout.ts";

/** Storage key to value, both `0x` hex. */
export type StorageMap = ReadonlyMap<string, string>;

/**
 * Makes the storage of a chain, which is then the caller's own; subnets that were seen before, as the same objects,
 * are not encoded again.
 */
export type StateBuilder = (chain: ChainWorld) => Map<string, string>;

/**
 * Creates a builder for one runtime; what the runtime has no storage for is left out.
 *
 * @param createCodec of the runtime's storage
 * @see StateBuilder
 */
export function createStateBuilder(
  createCodec: () => StorageCodec = compileStorage(STORAGE),
): StateBuilder {
  const known = new WeakMap<WorldSubnet, StorageMap>();
  return (chain) => {
    const state = new Map<string, string>();
    createWriter(state, createCodec()).put(
      "SubtensorModule.TotalNetworks",
      [],
      chain.subnets.length,
    );
    for (const subnet of chain.subnets) {
      let entries = known.get(subnet);
      if (entries === undefined) {
        // Its hotkeys stand in up to seven keys each, and hardly in those of another subnet.
        entries = encodeSubnet(subnet, createCodec());
        known.set(subnet, entries);
      }
      for (const [key, value] of entries) state.set(key, value);
    }
    return state;
  };
}

interface StateWriter {
  readonly put: (name: StorageName, args: readonly PlainValue[], value: PlainValue) => void;
  readonly putCommitment: (args: readonly PlainValue[], commitment: WorldCommitment) => void;
}

function encodeSubnet(subnet: WorldSubnet, codec: StorageCodec): StorageMap {
  const entries = new Map<string, string>();
  const writer = createWriter(entries, codec);
  putSubnet(subnet, writer);
  putVectors(subnet, writer);
  for (const [uid, neuron] of subnet.neurons.entries()) {
    putNeuron({ netuid: subnet.netuid, uid, neuron }, writer);
  }
  for (const commitment of subnet.commitments) putCommitment(commitment, subnet.netuid, writer);
  return entries;
}

function createWriter(entries: Map<string, string>, codec: StorageCodec): StateWriter {
  const write = (key: string | undefined, value: string | undefined): void => {
    if (key !== undefined && value !== undefined) entries.set(key, `0x${value}`);
  };
  return {
    put: (name, args, value) => write(codec.key(name, ...args), codec.encoderOf(name)?.(value)),
    putCommitment: (args, commitment) => {
      const encode = codec.encoderOf("Commitments.CommitmentOf");
      const value = encode && encodeCommitment(commitment, encode);
      write(codec.key("Commitments.CommitmentOf", ...args), value);
    },
  };
}

function putSubnet(subnet: WorldSubnet, { put }: StateWriter): void {
  const { netuid } = subnet;
  put("SubtensorModule.NetworksAdded", [netuid], true);
  put("SubtensorModule.SubnetworkN", [netuid], subnet.neurons.length);
  put("SubtensorModule.SubnetOwner", [netuid], account(subnet.ownerColdkey));
  put("SubtensorModule.SubnetOwnerHotkey", [netuid], account(subnet.ownerHotkey));
  put("SubtensorModule.Owner", [account(subnet.ownerHotkey)], account(subnet.ownerColdkey));
  put("SubtensorModule.TokenSymbol", [netuid], subnet.symbol);
  put("SubtensorModule.NetworkRegisteredAt", [netuid], subnet.registeredAt);
  put("SubtensorModule.Tempo", [netuid], HYPERPARAMETERS.tempo);
  put("SubtensorModule.Burn", [netuid], HYPERPARAMETERS.burn);
  const identity = describeIdentity(subnet);
  if (identity !== undefined) put("SubtensorModule.SubnetIdentitiesV3", [netuid], identity);
}

/** A world says nothing of incentives, so these vectors are zeros; `LastUpdate` is the block of registration. */
function putVectors({ netuid, neurons }: WorldSubnet, { put }: StateWriter): void {
  const vector = (of: (neuron: WorldNeuron) => PlainValue): PlainValue => neurons.map(of);
  put(
    "SubtensorModule.Active",
    [netuid],
    vector((it) => it.active),
  );
  put(
    "SubtensorModule.ValidatorPermit",
    [netuid],
    vector((it) => it.validatorPermit),
  );
  for (const name of ["Incentive", "Dividends", "Consensus", "Emission"] as const) {
    put(
      `SubtensorModule.${name}`,
      [netuid],
      vector(() => 0),
    );
  }
  put(
    "SubtensorModule.LastUpdate",
    [netuid],
    vector((it) => it.registeredAt),
  );
}

interface PlacedNeuron {
  readonly netuid: number;
  readonly uid: number;
  readonly neuron: WorldNeuron;
}

function putNeuron({ netuid, uid, neuron }: PlacedNeuron, { put }: StateWriter): void {
  const hotkey = account(neuron.hotkey);
  put("SubtensorModule.Keys", [netuid, uid], hotkey);
  put("SubtensorModule.BlockAtRegistration", [netuid, uid], neuron.registeredAt);
  put("SubtensorModule.Uids", [netuid, hotkey], uid);
  put("SubtensorModule.Owner", [hotkey], account(neuron.coldkey));
  if (neuron.stake > 0n) {
    put("SubtensorModule.TotalHotkeyAlpha", [hotkey, netuid], neuron.stake);
  }
}

function putCommitment(commitment: WorldCommitment, netuid: number, writer: StateWriter): void {
  const args = [netuid, account(commitment.hotkey)];
  writer.putCommitment(args, commitment);
  writer.put("Commitments.LastCommitment", args, commitment.block);
  if (commitment.fields.some((field) => field.type === "reset-bonds")) {
    writer.put("Commitments.LastBondsReset", args, commitment.block);
  }
  if (commitment.revealed !== undefined) {
    writer.put("Commitments.RevealedCommitments", args, describeRevealed(commitment.revealed));
  }
}

function account(key: Uint8Array): Uint8Array {
  if (key.length !== 32) throw new RangeError(`a key must have 32 bytes: got ${key.length}`);
  return key;
}
