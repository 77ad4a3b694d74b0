"""Reads with bittensor 10.x: its classic Subtensor and Metagraph."""

import bittensor
from report import PLAN, plain_fields, run, say_version, split

NETUIDS = PLAN["netuids"]
NETUID = PLAN["netuid"]

subtensor = bittensor.Subtensor(network=PLAN["endpoint"])


def block():
    number = subtensor.get_current_block()
    timestamp = subtensor.get_timestamp()
    return {
        "number": number,
        "hash": subtensor.get_block_hash(),
        "timestamp": round(timestamp.timestamp() * 1000),
    }


def older_block():
    number = PLAN["olderBlock"]
    timestamp = subtensor.get_timestamp(block=number)
    return {
        "number": number,
        "hash": subtensor.get_block_hash(number),
        "timestamp": round(timestamp.timestamp() * 1000),
    }


def subnets_info():
    return [
        {"netuid": it.netuid, "neuronCount": it.subnetwork_n, "ownerColdkey": it.owner_ss58}
        for it in subtensor.get_all_subnets_info()
    ]


def dynamic_info(it):
    identity = it.subnet_identity
    return {
        "netuid": it.netuid,
        "name": it.subnet_name,
        "symbol": it.symbol,
        "identity": identity and [identity.subnet_name, identity.github_repo],
        "ownerHotkey": it.owner_hotkey,
        "ownerColdkey": it.owner_coldkey,
        "registeredAt": it.network_registered_at,
    }


def metagraph(netuid):
    graph = subtensor.metagraph(netuid)
    return {
        "block": int(graph.block.item()),
        "neuronCount": int(graph.n.item()),
        "name": graph.name,
        "symbol": graph.symbol,
        "uids": [int(uid) for uid in graph.uids],
        "hotkeys": list(graph.hotkeys),
        "coldkeys": list(graph.coldkeys),
        "registeredAt": [int(it) for it in graph.block_at_registration],
        "stakes": [float(it) for it in graph.alpha_stake],
    }


def metagraph_info(netuid, block=None):
    info = subtensor.get_metagraph_info(netuid, block=block)
    identity = info.identity
    return {
        "block": info.block,
        "neuronCount": info.num_uids,
        "name": info.name,
        "symbol": info.symbol,
        "identity": identity and [identity["subnet_name"], identity["github_repo"]],
        "ownerHotkey": info.owner_hotkey,
        "ownerColdkey": info.owner_coldkey,
        "subnetRegisteredAt": info.network_registered_at,
        "hotkeys": list(info.hotkeys),
        "coldkeys": list(info.coldkeys),
        "registeredAt": list(info.block_at_registration),
        "stakes": [str(it.rao) for it in info.alpha_stake],
    }


def metagraph_commitments(netuid):
    info = subtensor.get_metagraph_info(netuid, selected_indices=[0, 73])
    return split(dict(info.commitments or []))


def neurons_lite(netuid):
    return [
        {"uid": it.uid, "hotkey": it.hotkey, "coldkey": it.coldkey, "stake": str(it.stake.rao)}
        for it in subtensor.neurons_lite(netuid)
    ]


def commitment_metadata(netuid):
    """Of every registered hotkey, one call each; a value that no type fits fails by itself."""
    found = {}
    for hotkey in PLAN["hotkeys"]:
        if hotkey in PLAN["undecodable"]:
            continue
        record = subtensor.get_commitment_metadata(netuid, hotkey)
        if record != "":
            found[hotkey] = {
                "block": record["block"],
                "fields": plain_fields(record["info"]["fields"]),
            }
    return found


def revealed(netuid):
    found = subtensor.get_all_revealed_commitments(netuid)
    return {hotkey: [[block, text] for block, text in entries] for hotkey, entries in found.items()}


def uids(netuid):
    return [subtensor.get_uid_for_hotkey_on_subnet(it, netuid) for it in PLAN["hotkeys"]]


say_version(bittensor.__version__)
run("get_current_block, get_block_hash, get_timestamp", block)
run("get_block_hash, get_timestamp (an older block)", older_block)
run("get_all_subnets_netuid", lambda: list(subtensor.get_all_subnets_netuid()))
run("get_all_subnets_info", subnets_info)
run("all_subnets", lambda: [dynamic_info(it) for it in subtensor.all_subnets()])
run("subnet", lambda: dynamic_info(subtensor.subnet(NETUID)))
run("metagraph", lambda: {netuid: metagraph(netuid) for netuid in NETUIDS})
run("get_metagraph_info", lambda: {netuid: metagraph_info(netuid) for netuid in NETUIDS})
run("get_metagraph_info (the block before)", lambda: metagraph_info(NETUID, PLAN["pastBlock"]))
run("get_metagraph_info (no such subnet)", lambda: subtensor.get_metagraph_info(PLAN["noNetuid"]))
run("get_metagraph_info (commitments)", lambda: metagraph_commitments(NETUID))
run("neurons_lite", lambda: neurons_lite(NETUID))
run("get_uid_for_hotkey_on_subnet", lambda: uids(NETUID))
run("get_all_commitments", lambda: split(subtensor.get_all_commitments(NETUID)))
run(
    "get_all_commitments (the block before)",
    lambda: split(subtensor.get_all_commitments(NETUID, block=PLAN["pastBlock"]), PLAN["pastHotkeys"]),
)
run("get_commitment", lambda: [subtensor.get_commitment(NETUID, uid) for uid in PLAN["uids"]])
run("get_commitment_metadata", lambda: commitment_metadata(NETUID))
run("get_all_revealed_commitments", lambda: revealed(NETUID))
subtensor.close()
