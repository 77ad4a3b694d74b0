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
export function expect10({ block, older, subnets, subnet }, { netuids, uids }) {
  const chosen = subnets.filter(({ netuid }) => netuids.includes(netuid));
  const byNetuid = (view) => Object.fromEntries(chosen.map((it) => [it.netuid, view(it)]));
  const firstFields = viewCommitments(subnet, firstFieldText);
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
    "get_metagraph_info (no such subnet)": null,
    "get_metagraph_info (commitments)": { registered: viewCommitments(subnet, textBehindHead), stale },
    neurons_lite: viewNeurons(subnet),
    get_uid_for_hotkey_on_subnet: neurons.map(({ uid }) => uid),
    get_all_commitments: { registered: firstFields, stale },
    get_commitment: uids.map((uid) => firstFields[neurons[uid].hotkey] ?? ""),
    get_commitment_metadata: viewCommitments(subnet, ({ block: at, fields }) => ({
      block: at,
      fields: fields.map(viewField),
    })),
    get_all_revealed_commitments: withoutEmpty(viewCommitments(subnet, viewRevealed)),
  };
}

/** Its tensors are of 32 bits, and stakes in them are in alpha. */
function viewTensors(subnet) {
  const { block, neuronCount, name, symbol, hotkeys, coldkeys, registeredAt } = viewMetagraph(subnet);
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

function firstFieldText({ fields: [field] }) {
  return field?.bytes === undefined ? "" : toText(field.bytes);
}

function textBehindHead({ encoded }) {
  return toText(encoded.subarray(COMMITMENT_HEAD));
}

function withoutEmpty(lists) {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}
