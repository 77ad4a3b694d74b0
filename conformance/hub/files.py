"""What a file holds, in the way that both scripts beside this one say it."""

import hashlib


def read_file(path):
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"size": path.stat().st_size, "sha256": digest}
