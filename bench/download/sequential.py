"""The way the scripts before did it: one metadata read, then one snapshot download, uid after uid.

python sequential.py CHAIN_URL NETUID UIDS OUT_DIR     (the Hub through HF_ENDPOINT)

Reads per uid what those scripts read (the hotkey, then its commitment, one request each), without the bittensor SDK:
its start and its eight further calls for a metagraph are left out, in favour of the sequential way.
"""

import json
import sys
from pathlib import Path

import xxhash
from huggingface_hub import snapshot_download
from huggingface_hub.utils import HfHubHTTPError, disable_progress_bars
from websockets.sync.client import connect

FIXED_FIELDS = 8 + 4  # deposit u64, block u32
FIRST_RAW, LAST_RAW = 1, 129  # Data variants that hold n - 1 bytes


def twox(data: bytes, bits: int) -> bytes:
    words = (xxhash.xxh64_intdigest(data, seed).to_bytes(8, "little") for seed in range(bits // 64))
    return b"".join(words)


def storage_key(pallet: str, item: str, *parts: bytes) -> str:
    return "0x" + (twox(pallet.encode(), 128) + twox(item.encode(), 128) + b"".join(parts)).hex()


def read_text(value: str | None) -> str:
    data = bytes.fromhex((value or "0x")[2:])
    # One field: the count as a compact of one byte, the variant, the bytes.
    if len(data) < FIXED_FIELDS + 2 or not FIRST_RAW <= data[FIXED_FIELDS + 1] <= LAST_RAW:
        return ""
    length = data[FIXED_FIELDS + 1] - 1
    start = FIXED_FIELDS + 2
    return data[start : start + length].decode("latin-1")


def main(chain_url: str, netuid: str, uids: str, out: str) -> None:
    disable_progress_bars()
    net = int(netuid).to_bytes(2, "little")
    downloaded = 0
    with connect(chain_url, max_size=None) as socket:

        def get_storage(key: str) -> str | None:
            socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "state_getStorage", "params": [key]}))
            return json.loads(socket.recv())["result"]

        for uid in range(int(uids)):
            hotkey = bytes.fromhex(get_storage(storage_key("SubtensorModule", "Keys", net, uid.to_bytes(2, "little")))[2:])
            key = storage_key("Commitments", "CommitmentOf", net, twox(hotkey, 64) + hotkey)
            parts = read_text(get_storage(key)).split(":")
            if len(parts) != 3:
                continue
            try:
                snapshot_download(
                    parts[0], repo_type="dataset", revision=parts[2], local_dir=Path(out) / f"miner_{uid}"
                )
                downloaded += 1
            except HfHubHTTPError as error:
                print(f"uid {uid}: {error}", file=sys.stderr)
    print(json.dumps({"downloaded": downloaded}))


main(*sys.argv[1:])
