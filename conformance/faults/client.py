"""Downloads with huggingface_hub what the lines on stdin ask for, each in a process of its own, killed when its time is up.

python client.py; a line of JSON each: {id, seconds, endpoint, token, repoId, commit, path, cache} in, {id, ...} out.
"""

import hashlib
import json
import multiprocessing
import pathlib
import sys
import threading

import huggingface_hub
from huggingface_hub import hf_hub_download


def main():
    print(json.dumps({"version": huggingface_hub.__version__}), flush=True)
    # Forks of a process that has read the package: each begins at once, and shares no connection with another.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["huggingface_hub.file_download", "huggingface_hub.utils._http"])
    threads = []
    for line in sys.stdin:
        thread = threading.Thread(target=run, args=(context, json.loads(line)))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()


def run(context, asked):
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=download, args=(asked, sender))
    process.start()
    sender.close()
    process.join(asked["seconds"])
    if process.exitcode is None:
        process.kill()
        process.join()
        answer = {"hangs": True}
    else:
        answer = receiver.recv() if receiver.poll() else {"error": f"exit code {process.exitcode}"}
    sys.stdout.write(json.dumps({"id": asked["id"], **answer}) + "\n")
    sys.stdout.flush()


def download(asked, sender):
    try:
        path = hf_hub_download(
            repo_id=asked["repoId"],
            repo_type="dataset",
            revision=asked["commit"],
            filename=asked["path"],
            endpoint=asked["endpoint"],
            token=asked.get("token", False),
            cache_dir=asked["cache"],
        )
        data = pathlib.Path(path).read_bytes()
        sender.send({"sha256": hashlib.sha256(data).hexdigest()})
    except Exception as error:  # noqa: BLE001 whatever it raises is what is to be reported
        sender.send({"error": describe(error)})


def describe(error):
    """Its class, and the status that it or what it came from was about."""
    seen = error
    while seen is not None:
        response = getattr(seen, "response", None)
        if response is not None:
            return f"{type(error).__name__} {response.status_code}"
        seen = seen.__cause__
    names = dict.fromkeys(type(it).__name__ for it in (error, error.__cause__) if it is not None)
    return " from ".join(names)


if __name__ == "__main__":
    main()
