"""Reads with bittensor 11.x: its client with typed reads, whose codec is written in Rust."""

from importlib.metadata import version

import bittensor
from report import PLAN, plain_fields, run, say_version, split, to_hex

NETUIDS = PLAN["netuids"]
NETUID = PLAN["netuid"]
SELECTIVE = ("SubnetInfoRuntimeApi", "get_selective_metagraph")

subtensor = bittensor.Subtensor(PLAN["endpoint"])


def block():
    return {
        "number": subtensor.finalized_block,
        "timestamp": round(subtensor.time.timestamp() * 1000),
        "spec": subtensor.spec_version,
    }


def block_info(number):
    info = subtensor.block_info(number)
    return {
        "number": info.number,
        "hash": info.hash,
        "timestamp": round(info.timestamp.timestamp() * 1000),
    }


def subnet_names():
    return {str(netuid): name for netuid, name in subtensor.read("subnet_names").items()}


def dynamic_info():
    records = subtensor.runtime(("SubnetInfoRuntimeApi", "get_all_dynamic_info"), [])
    return [
        {
            "netuid": it["netuid"],
            "name": text(it["subnet_name"]),
            "symbol": text(it["token_symbol"]),
            "identity": identity(it["subnet_identity"]),
            "ownerHotkey": it["owner_hotkey"],
            "ownerColdkey": it["owner_coldkey"],
            "registeredAt": it["network_registered_at"],
        }
        for it in records
    ]


def text(numbers):
    return bytes(numbers).decode("utf-8")


def identity(record):
    return record and [record["subnet_name"], record["github_repo"]]


def metagraph(netuid, block=None):
    graph = subtensor.subnets.metagraph(netuid, block, commitments=False)
    return {
        "block": graph.block,
        "neuronCount": graph.num_uids,
        "name": graph.name,
        "symbol": graph.symbol,
        "identity": identity(graph.identity),
        "ownerHotkey": graph.owner_hotkey,
        "ownerColdkey": graph.owner_coldkey,
        "subnetRegisteredAt": graph.network_registered_at,
        "hotkeys": graph.hotkeys,
        "coldkeys": graph.coldkeys,
        "registeredAt": [it.block_at_registration for it in graph.neurons],
        "stakes": [str(it.alpha_stake.rao) for it in graph.neurons],
    }


def commitments(block=None):
    graph = subtensor.subnets.metagraph(NETUID, block)
    found = list(graph.commitments.values())
    return {
        "registered": {
            it.hotkey: {
                "uid": it.uid,
                "block": it.block,
                "fields": plain_fields(it.fields),
                "revealed": [[block, text] for block, text in it.revealed],
            }
            for it in found
        },
        "stale": sorted(graph.unregistered_commitments),
    }


def commitment_texts():
    found = subtensor.read("commitments", netuid=NETUID)
    return split({it["hotkey"]: [it["uid"], it["block"]] for it in found})


def each_commitment():
    """Of every registered hotkey, one call each; a value that no type fits fails by itself."""
    found = {}
    for hotkey in PLAN["hotkeys"]:
        if hotkey in PLAN["undecodable"]:
            continue
        it = subtensor.read("commitment", netuid=NETUID, hotkey_ss58=hotkey)
        if it is not None:
            found[hotkey] = {"block": it.block, "fields": plain_fields(it.fields)}
    return found


def selective():
    """The bytes of each commitment as the runtime passes them on."""
    record = subtensor.runtime(SELECTIVE, [NETUID, [0, 5, 6, 7, 30, 52, 53, 66, 67, 73]])
    return {
        "netuid": record["netuid"],
        "block": record["block"],
        "neuronCount": record["num_uids"],
        "ownerHotkey": record["owner_hotkey"],
        "ownerColdkey": record["owner_coldkey"],
        "hotkeys": list(record["hotkeys"]),
        "coldkeys": list(record["coldkeys"]),
        "registeredAt": list(record["block_at_registration"]),
        "stakes": [str(it) for it in record["alpha_stake"]],
        "commitments": split({hotkey: to_hex(it) for hotkey, it in record["commitments"]}),
    }


def neurons():
    return [
        {"uid": it.uid, "hotkey": it.hotkey, "coldkey": it.coldkey, "stake": str(it.total_stake.rao)}
        for it in subtensor.neurons.all(NETUID)
    ]


def uids():
    return [subtensor.read("uid", hotkey_ss58=it, netuid=NETUID) for it in PLAN["hotkeys"]]


say_version(version("bittensor"))
run("finalized_block, time, spec_version", block)
run("block_info", lambda: block_info(PLAN["block"]))
run("block_info (an older block)", lambda: block_info(PLAN["olderBlock"]))
run("subnets.all", lambda: [[it.netuid, it.neuron_count] for it in subtensor.subnets.all()])
run("subnet_names", subnet_names)
run("runtime get_all_dynamic_info", dynamic_info)
run("subnets.metagraph", lambda: {netuid: metagraph(netuid) for netuid in NETUIDS})
run("subnets.metagraph (no such subnet)", lambda: subtensor.subnets.metagraph(PLAN["noNetuid"], commitments=False))
run("subnets.metagraph (with commitments)", commitments)
run("subnets.metagraph (the block before)", lambda: metagraph(NETUID, PLAN["pastBlock"]))
run("subnets.metagraph (with commitments, the block before)", lambda: commitments(PLAN["pastBlock"]))
run("runtime get_selective_metagraph", selective)
run("neurons.all", neurons)
run("read uid", uids)
run("read commitments", commitment_texts)
run("read commitment", each_commitment)
subtensor.close()
