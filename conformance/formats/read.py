"""Reads files with one client and digests what it hands out: read.py CLIENT JOBS

JOBS is a JSON file: a list of {id, call, path, columns, ...}. Prints one line of JSON a job: {id, version} with the digest
of its rows or, where a call has no rows to tell of, with what it found (`found`), or with an `error`.
"""

import importlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cell_digest import digest_rows


def run(client, job):
    names, rows = client.CALLS[job["call"]](job)
    if names is None:
        return {"found": rows}
    wanted = [column["name"] for column in job["columns"]]
    if list(names) != wanted:
        raise ValueError(f"columns {', '.join(names)}")
    return digest_rows(parse_lists(rows, job) if job["isFlat"] else rows, job["columns"])


def parse_lists(rows, job):
    """Where lists are JSON text."""
    places = [i for i, column in enumerate(job["columns"]) if column["type"] == "messages"]
    for row in rows:
        cells = list(row)
        for i in places:
            cells[i] = cells[i] and json.loads(cells[i])
        yield cells


def main():
    name, jobs = sys.argv[1:]
    client = importlib.import_module(f"clients.{name}_client")
    for job in json.loads(Path(jobs).read_text("utf-8")):
        try:
            result = run(client, job)
        except Exception as error:  # whatever a client throws is its verdict on the file
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"id": job["id"], "version": client.VERSION, **result}), flush=True)


main()
