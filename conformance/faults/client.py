"""Downloads with huggingface_hub what the lines on stdin ask for, each in a process of its own, killed when its time is up.

python client.py; a line of JSON each: {id, seconds, endpoint, token, repoId, commit, path, cache} in, {id, ...} out;
with {"all": true} all files of the repository are downloaded, and the path is one of them;
{kill} with the id of a download kills it earlier.
"""

import hashlib
import json
import multiprocessing
import pathlib
import sys
import threading

import huggingface_hub
from huggingface_hub import hf_hub_download, snapshot_download


def main():
    print(json.dumps({"version": huggingface_hub.__version__}), flush=True)
    # Forks of a process that has read the package: each begins at once, and shares no connection with another.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["huggingface_hub.file_download", "huggingface_hub.utils._http"])
    threads = []
    processes = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if "kill" in asked:
            processes[asked["kill"]].kill()
            continue
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=download, args=(asked, sender))
        process.start()
        sender.close()
        processes[asked["id"]] = process
        thread = threading.Thread(target=wait, args=(asked, process, receiver))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()


def wait(asked, process, receiver):
    process.join(asked["seconds"])
    if process.exitcode is None:
        process.kill()
        process.join()
        answer = {"hangs": True}
    else:
        try:
            answer = receiver.recv()
        except EOFError:
            answer = {"error": f"exit code {process.exitcode}"}
    sys.stdout.write(json.dumps({"id": asked["id"], **answer}) + "\n")
    sys.stdout.flush()


def download(asked, sender):
    try:
        options = {
            "repo_id": asked["repoId"],
            "repo_type": "dataset",
            "revision": asked["commit"],
            "endpoint": asked["endpoint"],
            "token": asked.get("token", False),
            "cache_dir": asked["cache"],
        }
        if asked["all"]:
            found = pathlib.Path(snapshot_download(**options), asked["path"])
        else:
            found = pathlib.Path(hf_hub_download(filename=asked["path"], **options))
        path = found.resolve()
        sender.send({"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "path": str(path)})
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
