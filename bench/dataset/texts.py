"""python3 texts.py FILE: CPU seconds of CPython for the texts of the same rows, as JSON."""

import json
import sys
import time

with open(sys.argv[1], "rb") as file:
    data = file.read()
started = time.process_time()
texts = [
    "\n".join(message["content"] for message in json.loads(line)["conversations"]).encode("utf-8")
    for line in data.splitlines()
]
seconds = time.process_time() - started
print(json.dumps({"texts": len(texts), "textBytes": sum(map(len, texts)), "seconds": seconds}))
