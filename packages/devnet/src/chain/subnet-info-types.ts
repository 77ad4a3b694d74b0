// What the runtime APIs of subnets and neurons answer (subtensor, pallets/subtensor/src/rpc_info).
import {
  ACCOUNT_ID,
  BOOL,
  BYTES,
  SUBNET_IDENTITY,
  U128,
  U16,
  U32,
  U64,
  U8,
} from "./chain-types.ts";
import {
  array,
  compact,
  option,
  primitive,
  struct,
  tuple,
  type TypeShape,
  vec,
} from "./type-shape.ts";

const C8 = compact(U8);
const C16 = compact(U16);
const C64 = compact(U64);
const PAYOUTS = vec(tuple(ACCOUNT_ID, C64));

/** Signed, 32 of its 128 bits behind the point. */
const MOVING_PRICE = struct(
  "substrate_fixed::FixedI128",
  { bits: primitive("I128") },
  // In typenum's binary numbers this is 32; nobody reads it.
  { Frac: tuple() },
);

const CHAIN_IDENTITY = struct("pallet_subtensor::pallet::ChainIdentityV2", {
  name: BYTES,
  url: BYTES,
  github_repo: BYTES,
  image: BYTES,
  discord: BYTES,
  description: BYTES,
  additional: BYTES,
});

const AXON_INFO = struct("pallet_subtensor::pallet::AxonInfo", {
  block: U64,
  version: U32,
  ip: U128,
  port: U16,
  ip_type: U8,
  protocol: U8,
  placeholder1: U8,
  placeholder2: U8,
});

const PROMETHEUS_INFO = struct("pallet_subtensor::pallet::PrometheusInfo", {
  block: U64,
  version: U32,
  ip: U128,
  port: U16,
  ip_type: U8,
});

type Fields = Readonly<Record<string, TypeShape>>;

const SUBNET_HEAD: Fields = {
  netuid: C16,
  rho: C16,
  kappa: C16,
  difficulty: C64,
  immunity_period: C16,
  max_allowed_validators: C16,
  min_allowed_weights: C16,
  max_weights_limit: C16,
  scaling_law_power: C16,
  subnetwork_n: C16,
  max_allowed_uids: C16,
  blocks_since_last_step: C64,
  tempo: C16,
  network_modality: C16,
  network_connect: vec(array(U16, 2)),
};

export const SUBNET_INFO: TypeShape = info("subnet_info::SubnetInfo", {
  ...SUBNET_HEAD,
  emission_values: C64,
  burn: C64,
  owner: ACCOUNT_ID,
});

export const SUBNET_INFO_V2: TypeShape = info("subnet_info::SubnetInfov2", {
  ...SUBNET_HEAD,
  emission_value: C64,
  burn: C64,
  owner: ACCOUNT_ID,
  identity: option(SUBNET_IDENTITY),
});

const POOL: Fields = {
  alpha_in: C64,
  alpha_out: C64,
  tao_in: C64,
  alpha_out_emission: C64,
  alpha_in_emission: C64,
  tao_in_emission: C64,
  pending_alpha_emission: C64,
  pending_root_emission: C64,
  subnet_volume: compact(U128),
};

export const DYNAMIC_INFO: TypeShape = info("dynamic_info::DynamicInfo", {
  netuid: C16,
  owner_hotkey: ACCOUNT_ID,
  owner_coldkey: ACCOUNT_ID,
  subnet_name: vec(C8),
  token_symbol: vec(C8),
  tempo: C16,
  last_step: C64,
  blocks_since_last_step: C64,
  emission: C64,
  ...POOL,
  network_registered_at: C64,
  subnet_identity: option(SUBNET_IDENTITY),
  moving_price: MOVING_PRICE,
});

/** By uid, as metagraphs and the state of a subnet have them. */
const BY_UID: Fields = {
  active: vec(BOOL),
  validator_permit: vec(BOOL),
  pruning_score: vec(C16),
  last_update: vec(C64),
  emission: vec(C64),
  dividends: vec(C16),
  incentives: vec(C16),
  consensus: vec(C16),
  trust: vec(C16),
  rank: vec(C16),
  block_at_registration: vec(C64),
  alpha_stake: vec(C64),
  tao_stake: vec(C64),
  total_stake: vec(C64),
};

/** In the order of `SelectiveMetagraphIndex`: the number of a field is its index. */
const METAGRAPH_FIELDS: Fields = {
  netuid: C16,
  name: vec(C8),
  symbol: vec(C8),
  identity: option(SUBNET_IDENTITY),
  network_registered_at: C64,
  owner_hotkey: ACCOUNT_ID,
  owner_coldkey: ACCOUNT_ID,
  block: C64,
  tempo: C16,
  last_step: C64,
  blocks_since_last_step: C64,
  subnet_emission: C64,
  ...POOL,
  moving_price: MOVING_PRICE,
  rho: C16,
  kappa: C16,
  min_allowed_weights: C16,
  max_weights_limit: C16,
  weights_version: C64,
  weights_rate_limit: C64,
  activity_cutoff: C16,
  max_validators: C16,
  num_uids: C16,
  max_uids: C16,
  burn: C64,
  difficulty: C64,
  registration_allowed: BOOL,
  pow_registration_allowed: BOOL,
  immunity_period: C16,
  min_difficulty: C64,
  max_difficulty: C64,
  min_burn: C64,
  max_burn: C64,
  adjustment_alpha: C64,
  adjustment_interval: C16,
  target_regs_per_interval: C16,
  max_regs_per_block: C16,
  serving_rate_limit: C64,
  commit_reveal_weights_enabled: BOOL,
  commit_reveal_period: C64,
  liquid_alpha_enabled: BOOL,
  alpha_high: C16,
  alpha_low: C16,
  bonds_moving_avg: C64,
  hotkeys: vec(ACCOUNT_ID),
  coldkeys: vec(ACCOUNT_ID),
  identities: vec(option(CHAIN_IDENTITY)),
  axons: vec(AXON_INFO),
  ...BY_UID,
  tao_dividends_per_hotkey: PAYOUTS,
  alpha_dividends_per_hotkey: PAYOUTS,
};

export const METAGRAPH: TypeShape = info("metagraph::Metagraph", METAGRAPH_FIELDS);

const { netuid: NETUID, ...REST } = METAGRAPH_FIELDS as { netuid: TypeShape } & Fields;

/** Every field but the first is there only if it was asked for. */
export const SELECTIVE_METAGRAPH: TypeShape = info("metagraph::SelectiveMetagraph", {
  netuid: NETUID,
  ...Object.fromEntries(
    Object.entries<TypeShape>({
      ...REST,
      validators: vec(C16),
      commitments: vec(tuple(ACCOUNT_ID, vec(C8))),
    }).map(([name, type]) => [name, option(type)]),
  ),
});

export const SUBNET_STATE: TypeShape = info("show_subnet::SubnetState", {
  netuid: C16,
  hotkeys: vec(ACCOUNT_ID),
  coldkeys: vec(ACCOUNT_ID),
  ...BY_UID,
  emission_history: vec(vec(C64)),
});

const NEURON_HEAD: Fields = {
  hotkey: ACCOUNT_ID,
  coldkey: ACCOUNT_ID,
  uid: C16,
  netuid: C16,
  active: BOOL,
  axon_info: AXON_INFO,
  prometheus_info: PROMETHEUS_INFO,
  stake: PAYOUTS,
  rank: C16,
  emission: C64,
  incentive: C16,
  consensus: C16,
  trust: C16,
  validator_trust: C16,
  dividends: C16,
  last_update: C64,
  validator_permit: BOOL,
};

export const NEURON_INFO: TypeShape = info("neuron_info::NeuronInfo", {
  ...NEURON_HEAD,
  weights: vec(tuple(C16, C16)),
  bonds: vec(tuple(C16, C16)),
  pruning_score: C16,
});

export const NEURON_INFO_LITE: TypeShape = info("neuron_info::NeuronInfoLite", {
  ...NEURON_HEAD,
  pruning_score: C16,
});

function info(path: string, fields: Fields): TypeShape {
  return struct(`pallet_subtensor::rpc_info::${path}`, fields, { AccountId: ACCOUNT_ID });
}
