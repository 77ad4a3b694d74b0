import type { WorldNeuron, WorldSubnet } from "../world.ts";
import { HYPERPARAMETERS } from "./hyperparameters.ts";
import type { PlainStruct, PlainValue } from "./plain-value.ts";

/** What `SubnetIdentitiesV3` has of a subnet; undefined without an identity. */
export function describeIdentity({ name, identity }: WorldSubnet): PlainStruct | undefined {
  return identity && { subnet_name: name, github_repo: identity.githubRepo };
}

/**
 * All that the runtime's views of a subnet tell, under the names of their fields; what is not here is zero. Each view
 * takes the fields that its type has (subtensor, pallets/subtensor/src/rpc_info/{metagraph,dynamic_info,subnet_info}.rs).
 *
 * @param block the height that the state is of
 */
export function describeSubnet(subnet: WorldSubnet, block: number): PlainStruct {
  const { netuid, neurons } = subnet;
  const identity = describeIdentity(subnet);
  const name = nameOf(subnet);
  const lastStep = lastStepOf(netuid, block);
  return {
    ...HYPERPARAMETERS,
    netuid,
    name,
    subnet_name: name,
    symbol: subnet.symbol,
    token_symbol: subnet.symbol,
    identity,
    subnet_identity: identity,
    network_registered_at: subnet.registeredAt,
    owner: subnet.ownerColdkey,
    owner_hotkey: subnet.ownerHotkey,
    owner_coldkey: subnet.ownerColdkey,
    block,
    last_step: lastStep,
    blocks_since_last_step: block - lastStep,
    num_uids: neurons.length,
    subnetwork_n: neurons.length,
    ...describeNeurons(neurons),
    // Stake on the root network is TAO (staking/stake_utils.rs, `get_stake_weights_for_network`).
    ...(netuid === 0 && { tao_stake: neurons.map(({ stake }) => stake) }),
    validators: listValidators(neurons),
  };
}

/** By uid. */
function describeNeurons(neurons: readonly WorldNeuron[]): PlainStruct {
  const by = (of: (neuron: WorldNeuron) => PlainValue): PlainValue => neurons.map(of);
  const zeros = by(() => 0);
  const noPayouts = by(({ hotkey }) => [hotkey, 0]);
  return {
    hotkeys: by((it) => it.hotkey),
    coldkeys: by((it) => it.coldkey),
    identities: by(() => undefined),
    axons: by(() => undefined),
    active: by((it) => it.active),
    validator_permit: by((it) => it.validatorPermit),
    // Storage of these is gone from newer runtimes, whose views say zero.
    pruning_score: zeros,
    trust: zeros,
    rank: zeros,
    last_update: by((it) => it.registeredAt),
    emission: zeros,
    dividends: zeros,
    incentives: zeros,
    consensus: zeros,
    block_at_registration: by((it) => it.registeredAt),
    alpha_stake: by((it) => it.stake),
    tao_stake: zeros,
    total_stake: by((it) => it.stake),
    tao_dividends_per_hotkey: noPayouts,
    alpha_dividends_per_hotkey: noPayouts,
  };
}

/** One neuron as the runtime's view of it has it (rpc_info/neuron_info.rs). */
export function describeNeuron({ netuid, neurons }: WorldSubnet, uid: number): PlainStruct {
  const { hotkey, coldkey, active, validatorPermit, registeredAt, stake } = neurons[
    uid
  ] as WorldNeuron;
  return {
    hotkey,
    coldkey,
    uid,
    netuid,
    active,
    stake: [[coldkey, stake]],
    last_update: registeredAt,
    validator_permit: validatorPermit,
  };
}

/** The identity's name; without one the runtime has a table of names, of which only the first entry is here. */
function nameOf(subnet: WorldSubnet): string {
  const fallback = subnet.netuid === 0 ? "root" : "unknown";
  return (subnet.identity && subnet.name) || fallback;
}

/** The last block at which the subnet's epoch ended (coinbase/run_coinbase.rs, `blocks_until_next_epoch`). */
function lastStepOf(netuid: number, block: number): number {
  return Math.max(0, block - ((block + netuid + 1) % (HYPERPARAMETERS.tempo + 1)));
}

/** Uids with a permit and a stake, the smallest stake first. */
function listValidators(neurons: readonly WorldNeuron[]): readonly number[] {
  return [...neurons.entries()]
    .filter(([, { validatorPermit, stake }]) => validatorPermit && stake > 0n)
    .toSorted(([, left], [, right]) => Number(left.stake - right.stake))
    .map(([uid]) => uid);
}
