import { BYTES, RUNTIME_VERSION, U16, U32, U64, U8 } from "./chain-types.ts";
import {
  DYNAMIC_INFO,
  METAGRAPH,
  NEURON_INFO,
  NEURON_INFO_LITE,
  SELECTIVE_METAGRAPH,
  SUBNET_INFO,
  SUBNET_INFO_V2,
  SUBNET_STATE,
} from "./subnet-info-types.ts";
import { option, type TypeShape, vec, wrapper } from "./type-shape.ts";

/** One function of a runtime API, as V15 metadata declares it. */
export interface RuntimeApiMethod {
  readonly inputs: readonly { readonly name: string; readonly type: TypeShape }[];
  readonly output: TypeShape;
}

/** By `Api_method`, which is what `state_call` takes. */
export type RuntimeApiMethods = ReadonlyMap<string, RuntimeApiMethod>;

interface RuntimeApi {
  /** As `state_getRuntimeVersion` lists it. */
  readonly version: number;
  readonly methods: Readonly<Record<string, RuntimeApiMethod>>;
}

const OPAQUE_METADATA = wrapper("sp_core::OpaqueMetadata", BYTES);

const NETUID = { netuid: U16 };
const MECHANISM = { netuid: U16, mecid: U8 };
const INDICES = { metagraph_indexes: vec(U16) };

/**
 * The runtime APIs that are served, with the names, arguments and answers of the real runtime at version 343 of its spec
 * (subtensor, runtime/src/lib.rs, `impl_runtime_apis!`).
 */
export const RUNTIME_APIS: Readonly<Record<string, RuntimeApi>> = {
  Core: { version: 5, methods: { version: method({}, RUNTIME_VERSION) } },
  // Below version 2, @polkadot/api warns whenever it connects.
  Metadata: {
    version: 2,
    methods: {
      metadata: method({}, OPAQUE_METADATA),
      metadata_at_version: method({ version: U32 }, option(OPAQUE_METADATA)),
      metadata_versions: method({}, vec(U32)),
    },
  },
  NeuronInfoRuntimeApi: {
    version: 1,
    methods: {
      get_neurons: method(NETUID, vec(NEURON_INFO)),
      get_neuron: method({ netuid: U16, uid: U16 }, option(NEURON_INFO)),
      get_neurons_lite: method(NETUID, vec(NEURON_INFO_LITE)),
      get_neuron_lite: method({ netuid: U16, uid: U16 }, option(NEURON_INFO_LITE)),
    },
  },
  SubnetInfoRuntimeApi: {
    version: 1,
    methods: {
      get_subnet_info: method(NETUID, option(SUBNET_INFO)),
      get_subnets_info: method({}, vec(option(SUBNET_INFO))),
      get_subnet_info_v2: method(NETUID, option(SUBNET_INFO_V2)),
      get_subnets_info_v2: method({}, vec(option(SUBNET_INFO_V2))),
      get_all_dynamic_info: method({}, vec(option(DYNAMIC_INFO))),
      get_dynamic_info: method(NETUID, option(DYNAMIC_INFO)),
      get_all_metagraphs: method({}, vec(option(METAGRAPH))),
      get_metagraph: method(NETUID, option(METAGRAPH)),
      get_all_mechagraphs: method({}, vec(option(METAGRAPH))),
      get_mechagraph: method(MECHANISM, option(METAGRAPH)),
      get_subnet_state: method(NETUID, option(SUBNET_STATE)),
      get_selective_metagraph: method({ ...NETUID, ...INDICES }, option(SELECTIVE_METAGRAPH)),
      get_selective_mechagraph: method(
        { netuid: U16, subid: U8, ...INDICES },
        option(SELECTIVE_METAGRAPH),
      ),
    },
  },
  SwapRuntimeApi: { version: 1, methods: { current_alpha_price: method(NETUID, U64) } },
};

function method(inputs: Readonly<Record<string, TypeShape>>, output: TypeShape): RuntimeApiMethod {
  return { inputs: Object.entries(inputs).map(([name, type]) => ({ name, type })), output };
}

/** All methods of `RUNTIME_APIS`. */
export function listRuntimeApiMethods(): RuntimeApiMethods {
  return new Map(
    Object.entries(RUNTIME_APIS).flatMap(([api, { methods }]) =>
      Object.entries(methods).map(([name, described]) => [`${api}_${name}`, described] as const),
    ),
  );
}
