"""What both versions of the SDK share: one line of JSON for each call, and plain forms of what they hand out."""

import json
import sys

PLAN = json.load(open(sys.argv[1], encoding="utf-8"))


def run(name, read):
    """Prints what a call gives, or how it fails."""
    try:
        answer = {"call": name, "value": read()}
    except Exception as error:  # noqa: BLE001 whatever a call raises is what is to be reported
        answer = {"call": name, "error": f"{type(error).__name__}: {error}"}
    print("\n" + json.dumps(answer), flush=True)


def say_version(version):
    print(json.dumps({"version": version}), flush=True)


def plain_fields(fields):
    """Fields as [variant, hex of the bytes, ...]; both versions have bytes as text where they are UTF-8, else as 0x hex."""
    return [plain_field(field) for field in fields]


def plain_field(field):
    if isinstance(field, str):
        return [field]
    [(variant, value)] = field.items()
    if isinstance(value, dict):
        return [variant, to_hex(value["encrypted"]), str(value["reveal_round"])]
    return [variant] if value is None else [variant, to_hex(value)]


def to_hex(value):
    if isinstance(value, str):
        return value[2:] if value.startswith("0x") else value.encode("utf-8").hex()
    return bytes(value).hex()


def split(found, registered=PLAN["hotkeys"]):
    """What a map has under registered hotkeys, and the other hotkeys in it.

    Values with bytes behind them are left out: runtimes and the SDK take no notice, packages/chain refuses them.
    """
    return {
        "registered": {
            hotkey: found[hotkey]
            for hotkey in registered
            if hotkey in found and hotkey not in PLAN["undecodable"]
        },
        "stale": sorted(set(found) - set(registered)),
    }
