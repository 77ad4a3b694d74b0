// What calls of bittensor 11.x should give, by what packages/chain sees.
import {
  toHex,
  viewCommitments,
  viewField,
  viewMetagraph,
  viewNeurons,
  viewRevealed,
  viewSubnet,
} from "./views.mjs";

export function expect11({ block, older, specVersion, subnets, subnet, past }, { netuids }) {
  const chosen = subnets.filter(({ netuid }) => netuids.includes(netuid));
  const named = subnets.filter(({ name }) => name !== undefined);
  const stale = subnet.staleCommitments.toSorted();
  return {
    "finalized_block, time, spec_version": {
      number: block.number,
      timestamp: block.timestamp,
      spec: specVersion,
    },
    block_info: block,
    "block_info (an older block)": older,
    "subnets.all": subnets.map(({ netuid, neuronCount }) => [netuid, neuronCount]),
    subnet_names: Object.fromEntries(named.map(({ netuid, name }) => [netuid, name])),
    "runtime get_all_dynamic_info": subnets.map(viewSubnet),
    "subnets.metagraph": Object.fromEntries(chosen.map((it) => [it.netuid, viewMetagraph(it)])),
    "subnets.metagraph (no such subnet)": null,
    "subnets.metagraph (with commitments)": viewAllCommitments(subnet),
    "subnets.metagraph (the block before)": viewMetagraph(past),
    "subnets.metagraph (with commitments, the block before)": viewAllCommitments(past),
    "runtime get_selective_metagraph": viewSelective(subnet),
    "neurons.all": viewNeurons(subnet),
    "read uid": subnet.neurons.map(({ uid }) => uid),
    "read commitments": {
      registered: viewCommitments(subnet, (commitment, uid) => [uid, commitment.block]),
      stale,
    },
    "read commitment": viewCommitments(subnet, viewCommitment),
  };
}

function viewAllCommitments(subnet) {
  return {
    registered: viewCommitments(subnet, (commitment, uid) => ({
      uid,
      ...viewCommitment(commitment),
      revealed: viewRevealed(commitment),
    })),
    stale: subnet.staleCommitments.toSorted(),
  };
}

function viewCommitment({ block, fields }) {
  return { block, fields: fields.map(viewField) };
}

function viewSelective(subnet) {
  const { block, neuronCount, ownerHotkey, ownerColdkey, hotkeys, coldkeys, registeredAt, stakes } =
    viewMetagraph(subnet);
  return {
    netuid: subnet.netuid,
    block,
    neuronCount,
    ownerHotkey,
    ownerColdkey,
    hotkeys,
    coldkeys,
    registeredAt,
    stakes,
    commitments: {
      registered: viewCommitments(subnet, ({ encoded }) => toHex(encoded)),
      stale: subnet.staleCommitments.toSorted(),
    },
  };
}
