import type { ChainWorld, WorldSubnet } from "../world.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { describeNeuron, describeSubnet } from "./describe-subnet.ts";
import { encodeCommitment } from "./encode-commitment.ts";
import { type PlainStruct, type PlainValue, some } from "./plain-value.ts";
import { readValue } from "./read-value.ts";
import { clientError } from "./rpc-error.ts";
import type { Runtime } from "./runtime.ts";
import type { RuntimeApiMethod } from "./runtime-apis.ts";
import { describeRuntimeVersion } from "./runtime-version.ts";
import type { TypeShape } from "./type-shape.ts";

/** What a runtime call can see. */
export interface RuntimeState {
  readonly runtime: Runtime;
  readonly chain: ChainWorld;
  /** The block's height. */
  readonly number: number;
}

interface Call {
  readonly state: RuntimeState;
  readonly method: RuntimeApiMethod;
  readonly args: readonly PlainValue[];
}

type Answer = (call: Call) => PlainValue;

const ANSWERS: Readonly<Record<string, Answer>> = {
  Core_version: ({ state }) => describeRuntimeVersion(state.runtime.version),
  Metadata_metadata: ({ state }) => metadataIn(state, 14),
  Metadata_metadata_at_version: ({ state, args: [version] }) => metadataIn(state, Number(version)),
  Metadata_metadata_versions: ({ state }) => state.runtime.metadataVersions,
  NeuronInfoRuntimeApi_get_neurons: listNeurons,
  NeuronInfoRuntimeApi_get_neuron: findNeuron,
  NeuronInfoRuntimeApi_get_neurons_lite: listNeurons,
  NeuronInfoRuntimeApi_get_neuron_lite: findNeuron,
  SubnetInfoRuntimeApi_get_subnet_info: viewSubnet,
  SubnetInfoRuntimeApi_get_subnets_info: listSubnets,
  SubnetInfoRuntimeApi_get_subnet_info_v2: viewSubnet,
  SubnetInfoRuntimeApi_get_subnets_info_v2: listSubnets,
  SubnetInfoRuntimeApi_get_all_dynamic_info: listPools,
  SubnetInfoRuntimeApi_get_dynamic_info: viewPool,
  SubnetInfoRuntimeApi_get_all_metagraphs: listSubnets,
  SubnetInfoRuntimeApi_get_metagraph: viewSubnet,
  SubnetInfoRuntimeApi_get_all_mechagraphs: listSubnets,
  SubnetInfoRuntimeApi_get_mechagraph: viewSubnet,
  SubnetInfoRuntimeApi_get_subnet_state: viewSubnet,
  SubnetInfoRuntimeApi_get_selective_metagraph: selectFields,
  SubnetInfoRuntimeApi_get_selective_mechagraph: selectFields,
  // TAO itself is worth one TAO; pools are empty here.
  SwapRuntimeApi_current_alpha_price: ({ args: [netuid] }) => (netuid === 0 ? 1_000_000_000 : 0),
};

/**
 * Answers a runtime call.
 *
 * @param data the arguments, SCALE
 * @returns `0x` hex
 * @throws RpcError if the runtime has no such function, or the arguments are not its own
 */
export function callRuntime(state: RuntimeState, name: string, data: Uint8Array): string {
  const method = state.runtime.apis.get(name);
  const answer = Object.hasOwn(ANSWERS, name) ? ANSWERS[name] : undefined;
  // With this wording clients know that a runtime is older than the function, and do without.
  if (method === undefined || answer === undefined) {
    throw clientError(`Execution failed: Other: Exported method ${name} is not found`);
  }
  const args = readArguments(method, data);
  return `0x${compileEncoder(method.output)(answer({ state, method, args }))}`;
}

function readArguments({ inputs }: RuntimeApiMethod, data: Uint8Array): readonly PlainValue[] {
  const input = { bytes: data, at: 0 };
  try {
    return inputs.map(({ type }) => readValue(type, input));
  } catch {
    throw clientError("Execution failed: Runtime panicked: Bad input data provided");
  }
}

function metadataIn({ runtime }: RuntimeState, version: number): PlainValue {
  const hex = runtime.metadata(version);
  return hex === undefined ? undefined : Buffer.from(hex.slice(2), "hex");
}

function findSubnet({ state, args: [netuid] }: Call): WorldSubnet | undefined {
  return state.chain.subnets.find((subnet) => subnet.netuid === netuid);
}

function viewSubnet(call: Call): PlainValue {
  const subnet = findSubnet(call);
  return subnet && describeSubnet(subnet, call.state.number);
}

function listSubnets({ state: { chain, number } }: Call): PlainValue {
  return chain.subnets.map((subnet) => describeSubnet(subnet, number));
}

/** Pools are empty, and there `emission` is one number for the subnet. */
function viewPool(call: Call): PlainValue {
  const subnet = findSubnet(call);
  return subnet && { ...describeSubnet(subnet, call.state.number), emission: 0 };
}

function listPools({ state: { chain, number } }: Call): PlainValue {
  return chain.subnets.map((subnet) => ({ ...describeSubnet(subnet, number), emission: 0 }));
}

function listNeurons(call: Call): PlainValue {
  const subnet = findSubnet(call);
  return subnet?.neurons.map((_, uid) => describeNeuron(subnet, uid));
}

function findNeuron(call: Call): PlainValue {
  const subnet = findSubnet(call);
  const uid = Number(call.args[1]);
  return subnet?.neurons[uid] && describeNeuron(subnet, uid);
}

/** The fields whose numbers were asked for; the netuid too is that of the root network unless it is one of them. */
function selectFields(call: Call): PlainValue {
  const subnet = findSubnet(call);
  if (subnet === undefined) return undefined;
  const names = listFields(call.method.output);
  const all: PlainStruct = {
    ...describeSubnet(subnet, call.state.number),
    commitments: listCommitments(subnet, call.state.runtime),
  };
  const chosen = (call.args.at(-1) as readonly number[]).flatMap((index) => names[index] ?? []);
  return Object.fromEntries(
    chosen.map((name) => [name, name === "netuid" ? all[name] : some(all[name])]),
  );
}

/** The names of the fields of an optional struct. */
function listFields(output: TypeShape): readonly string[] {
  const inner = output.kind === "enum" ? output.variants.at(-1)?.fields[0]?.type : output;
  return inner?.kind === "struct" ? inner.fields.map(({ name = "" }) => name) : [];
}

/**
 * What is stored, once more encoded, those of hotkeys that have left too; values that the runtime cannot decode are passed
 * over, and bytes behind a value are not part of it (subtensor, pallets/commitments/src/lib.rs, `get_commitments`;
 * substrate, frame/support, `PrefixIterator`).
 */
function listCommitments({ commitments }: WorldSubnet, { storage }: Runtime): PlainValue {
  const type = storage["Commitments.CommitmentOf"]?.value;
  if (type === undefined) return [];
  const encode = compileEncoder(type);
  return commitments.flatMap((commitment) => {
    const bytes = Buffer.from(encodeCommitment(commitment, encode), "hex");
    const input = { bytes, at: 0 };
    try {
      readValue(type, input);
    } catch {
      return [];
    }
    return [[commitment.hotkey, bytes.subarray(0, input.at)]];
  });
}
