// What calls of bittensor 10.x should give, by what packages/chain sees.
import {
  toText,
  viewCommitments,
  viewField,
  viewMetagraph,
  viewNeurons,
  viewRevealed,
  viewSubnet,
} from "./views.mjs";

/** In front of a commitment's first field: deposit, block, the number of fields, the field's index. */
const COMMITMENT_HEAD = 14;

/** By call: the value, or that the SDK refuses all because of what it cannot decode. */
export function expect10({ block, older, subnets, subnet, past }, { netuids, uids }) {
  const chosen = subnets.filter(({ netuid }) => netuids.includes(netuid));
  const byNetuid = (view) => Object.fromEntries(chosen.map((it) => [it.netuid, view(it)]));
  const firstFields = viewFirstFields(subnet);
  const { neurons } = subnet;
  const stale = subnet.staleCommitments.toSorted();
  return {
    "get_current_block, get_block_hash, get_timestamp": block,
    "get_block_hash, get_timestamp (an older block)": older,
    get_all_subnets_netuid: subnets.map(({ netuid }) => netuid),
    get_all_subnets_info: subnets.map(({ netuid, neuronCount, ownerColdkey }) => ({
      netuid,
      neuronCount,
      ownerColdkey,
    })),
    all_subnets: subnets.map(viewSubnet),
    subnet: viewSubnet(subnet),
    metagraph: byNetuid(viewTensors),
    get_metagraph_info: byNetuid(viewMetagraph),
    "get_metagraph_info (the block before)": viewMetagraph(past),
    "get_metagraph_info (no such subnet)": null,
    "get_metagraph_info (commitments)": {
      registered: viewCommitments(subnet, textBehindHead),
      stale,
    },
    neurons_lite: viewNeurons(subnet),
    get_uid_for_hotkey_on_subnet: neurons.map(({ uid }) => uid),
    get_all_commitments: { registered: firstFields, stale },
    "get_all_commitments (the block before)": {
      registered: viewFirstFields(past),
      stale: past.staleCommitments.toSorted(),
    },
    get_commitment: uids.map((uid) => firstFields[neurons[uid].hotkey] ?? ""),
    get_commitment_metadata: viewCommitments(subnet, ({ block: at, fields }) => ({
      block: at,
      fields: fields.map(viewField),
    })),
    get_all_revealed_commitments: withoutNull(viewCommitments(subnet, viewRevealedAny)),
  };
}

/** Its tensors are of 32 bits, and stakes in them are in alpha. */
function viewTensors(subnet) {
  const { block, neuronCount, name, symbol, hotkeys, coldkeys, registeredAt } =
    viewMetagraph(subnet);
  return {
    block,
    neuronCount,
    name,
    symbol,
    uids: subnet.neurons.map(({ uid }) => uid),
    hotkeys,
    coldkeys,
    registeredAt,
    stakes: subnet.neurons.map(({ stake }) => Math.fround(Number(stake) / 1e9)),
  };
}

function viewFirstFields(subnet) {
  return withoutNull(viewCommitments(subnet, firstFieldText));
}

/**
 * A flag is empty text. It takes all else for hex, which a sealed field is not, nor the empty list that it has for no bytes,
 * nor the bytes of a big field, which are handed on as text where they are UTF-8: it logs an error and leaves the hotkey out.
 */
function firstFieldText({ fields: [field] }) {
  if (field?.type === "none" || field?.type === "reset-bonds") return "";
  const isHex = field?.type === "hash" || (field?.type === "raw" && field.bytes.length > 0);
  return isHex ? toText(field.bytes) : null;
}

function viewRevealedAny(commitment) {
  return commitment.revealed.length === 0 ? null : viewRevealed(commitment);
}

function textBehindHead({ encoded }) {
  return toText(encoded.subarray(COMMITMENT_HEAD));
}

function withoutNull(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
