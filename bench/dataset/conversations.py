"""python3 conversations.py FILE: CPU seconds of CPython for the same of the same rows, as JSON."""

import json
import sys
import time

with open(sys.argv[1], "rb") as file:
    lines = file.read().splitlines()
found = {"rows": len(lines), "fits": 0, "turns": 0, "characters": 0}
texts = 0
started = time.process_time()
for line in lines:
    row = json.loads(line)
    messages = row.get("conversations")
    if not isinstance(messages, list):
        continue
    found["fits"] += (
        set(row) <= {"system", "conversations"}
        and isinstance(row.get("system"), (str, type(None)))
        and all(set(message) == {"role", "content"} for message in messages)
    )
    found["turns"] += len(messages)
    found["characters"] += sum(len(message["content"]) for message in messages)
    texts += len(json.dumps(messages, ensure_ascii=False).encode("utf-8"))
seconds = time.process_time() - started
print(json.dumps({**found, "seconds": seconds}))
