"""python3 baseline.py FILE: MB/s of CPython's json on the same rows, per CPU second, as JSON."""

import json
import sys
import time

path = sys.argv[1]
best = None
for _ in range(3):
    started = time.process_time()
    with open(path, "r", encoding="utf-8") as file:
        rows = [json.dumps(json.loads(line.strip()), sort_keys=True) for line in file if line.strip()]
    seconds = time.process_time() - started
    best = seconds if best is None else min(best, seconds)
with open(path, "rb") as file:
    size = len(file.read())
print(json.dumps({"distinct": len(set(rows)), "rows": len(rows), "best": size / 1e6 / best}))
