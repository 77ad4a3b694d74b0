"""The same verdict with json and sets, as the validator counts; commitments in the order of the uids."""

import hashlib
import json
import sys
import time

FOLDER, MINERS = sys.argv[1], int(sys.argv[2])
ROWS, THRESHOLD = 100, 33


def read(name):
    with open(f"{FOLDER}/{name}/data.jsonl", encoding="utf-8") as file:
        return [json.dumps(json.loads(line), sort_keys=True) for line in file if line.strip()]


started = time.perf_counter()
pool = set(read("pool"))
rows = [read(f"miner_{uid}")[:ROWS] for uid in range(MINERS)]
read_at = time.perf_counter()
sets = [set(own) for own in rows]
in_pool = [len(pool & own) for own in sets]
valid = [count == len(own) for count, own in zip(in_pool, rows)]
counts = []
lost = [False] * MINERS
for i in range(MINERS):
    for j in range(i + 1, MINERS):
        shared = len(sets[i] & sets[j])
        counts.append(shared)
        if shared > THRESHOLD and (valid[i] or valid[j]):
            lost[j] = True
done = time.perf_counter()
print(
    json.dumps(
        {
            "filesMs": (done - started) * 1000,
            "setsMs": (done - read_at) * 1000,
            "counts": {
                "pairs": len(counts),
                "shared": sum(counts),
                "digest": hashlib.sha256(json.dumps(counts, separators=(",", ":")).encode()).hexdigest(),
                "inPool": in_pool,
                "invalid": valid.count(False),
                "duplicate": sum(gone and ok for gone, ok in zip(lost, valid)),
            },
        }
    )
)
