"""Asks huggingface_hub what a list of questions is about; one line of JSON for each answer.

python client.py PLAN.json FOLDER
"""

import json
import pathlib
import sys

import huggingface_hub
from huggingface_hub import HfApi, errors, get_hf_file_metadata, hf_hub_download, hf_hub_url, snapshot_download

from files import read_file

OUTCOMES = [
    (errors.GatedRepoError, "gated"),
    (errors.RepositoryNotFoundError, "no repository"),
    (errors.RevisionNotFoundError, "no revision"),
    (errors.EntryNotFoundError, "no file"),
    (errors.LocalTokenNotFoundError, "unauthorized"),
]


def main(plan_path, folder):
    plan = json.loads(pathlib.Path(plan_path).read_text(encoding="utf-8"))
    print(json.dumps({"version": huggingface_hub.__version__}))
    for at, question in enumerate(plan["questions"]):
        # A cache of its own for each: none answers what another has asked.
        ask = Asker(plan["endpoint"], question, cache=pathlib.Path(folder, str(at)))
        try:
            answer = {"at": at, "value": getattr(ask, question["ask"])()}
        except Exception as error:  # noqa: BLE001 whatever a call raises is what is to be reported
            answer = {"at": at, **describe(error)}
        print(json.dumps(answer), flush=True)


class Asker:
    def __init__(self, endpoint, question, cache):
        self.token = question.get("token", False)
        self.api = HfApi(endpoint=endpoint, token=self.token)
        self.at = {
            "repo_id": question.get("repoId"),
            "repo_type": "dataset",
            "revision": question.get("revision"),
        }
        self.path = question.get("path")
        self.download = {**self.at, "endpoint": endpoint, "token": self.token, "cache_dir": cache}
        self.endpoint = endpoint

    def whoami(self):
        # It takes no False; where there is no token, None finds none.
        return HfApi(endpoint=self.endpoint, token=self.token or None).whoami()["name"]

    def commit(self):
        return self.api.dataset_info(self.at["repo_id"], revision=self.at["revision"]).sha

    def repo(self):
        info = self.api.repo_info(**self.at, files_metadata=True)
        files = [[it.rfilename, it.size, it.lfs.sha256 if it.lfs else it.blob_id] for it in info.siblings]
        return {"commit": info.sha, "files": sorted(files)}

    def paths(self):
        return sorted(self.api.list_repo_files(**self.at))

    def tree(self):
        entries = self.api.list_repo_tree(**self.at, recursive=True)
        files = [it for it in entries if hasattr(it, "blob_id")]
        return sorted([it.path, it.size, it.blob_id, it.lfs.sha256 if it.lfs else None] for it in files)

    def promise(self):
        url = hf_hub_url(filename=self.path, endpoint=self.endpoint, **self.at)
        found = get_hf_file_metadata(url, token=self.token, endpoint=self.endpoint)
        return {"commit": found.commit_hash, "etag": found.etag, "size": found.size}

    def file(self):
        path = pathlib.Path(hf_hub_download(filename=self.path, **self.download))
        root = path.parents[len(pathlib.PurePosixPath(self.path).parts) - 1]
        return {"commit": root.name, "etag": path.resolve().name, **read_file(path)}

    def snapshot(self):
        root = pathlib.Path(snapshot_download(**self.download))
        paths = sorted(it for it in root.rglob("*") if it.is_file())
        files = [{"path": it.relative_to(root).as_posix(), **read_file(it)} for it in paths]
        return {"commit": root.name, "files": sorted(files, key=lambda it: it["path"])}


def describe(error):
    for kind, outcome in OUTCOMES:
        if isinstance(error, kind):
            return {"outcome": outcome}
    response = getattr(error, "response", None)
    if response is not None and response.status_code == 401:
        return {"outcome": "unauthorized"}
    return {"outcome": f"{type(error).__name__}: {error}"}


main(*sys.argv[1:])
