"""Asks huggingface_hub what its cache, HF_HUB_CACHE, holds; one line of JSON for each answer.

python cache.py PLAN.json
"""

import json
import logging
import pathlib
import sys

import datasets
import huggingface_hub
from huggingface_hub import errors, hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache

from files import read_file

OUTCOMES = [
    (errors.LocalEntryNotFoundError, "not there"),
    (ConnectionError, "offline"),
]


def main(plan_path):
    datasets.disable_progress_bars()
    logging.disable(logging.WARNING)
    print(json.dumps({"huggingface_hub": huggingface_hub.__version__, "datasets": datasets.__version__}))
    for at, question in enumerate(json.loads(pathlib.Path(plan_path).read_text(encoding="utf-8"))):
        try:
            answer = {"at": at, "value": globals()[f"ask_{question['ask']}"](question)}
        except Exception as error:  # noqa: BLE001 whatever a call raises is what is to be reported
            answer = {"at": at, **describe(error)}
        print(json.dumps(answer), flush=True)


def ask_download(question, **options):
    path = pathlib.Path(hf_hub_download(filename=question["path"], **where(question), **options))
    root = path.parents[len(pathlib.PurePosixPath(question["path"]).parts) - 1]
    return {"commit": root.name, **read_file(path)}


def ask_local(question):
    return ask_download(question, local_files_only=True)


def ask_try(question):
    found = try_to_load_from_cache(filename=question["path"], **where(question))
    return {"commit": pathlib.Path(found).parts[-1 - question["path"].count("/") - 1], **read_file(pathlib.Path(found))}


def ask_snapshot(question):
    root = pathlib.Path(snapshot_download(local_files_only=True, **where(question)))
    files = [{"path": it.relative_to(root).as_posix(), **read_file(it)} for it in root.rglob("*") if it.is_file()]
    return {"commit": root.name, "files": sorted(files, key=lambda it: it["path"])}


def ask_complete(question):
    return pathlib.Path(snapshot_download(**where(question))).name


def ask_scan(_question):
    found = scan_cache_dir()
    repos = [
        {
            "repoId": repo.repo_id,
            "type": repo.repo_type,
            "revisions": sorted(
                [
                    {"commit": it.commit_hash, "refs": sorted(it.refs), "files": len(it.files)}
                    for it in repo.revisions
                ],
                key=lambda it: it["commit"],
            ),
        }
        for repo in found.repos
    ]
    return {
        "warnings": [str(it) for it in found.warnings],
        "incomplete": len(found.incomplete_files),
        "repos": sorted(repos, key=lambda it: it["repoId"]),
    }


def ask_json(question):
    path = hf_hub_download(filename=question["path"], **where(question))
    return datasets.load_dataset("json", data_files=path, split="train").num_rows


def ask_folder(question):
    root = snapshot_download(**where(question))
    return datasets.load_dataset(root, data_files=question["path"], split="train").num_rows


def ask_dataset(question):
    options = {"revision": question["revision"], "data_files": question["path"]}
    return datasets.load_dataset(question["repoId"], split="train", **options).num_rows


def where(question):
    return {"repo_id": question["repoId"], "repo_type": "dataset", "revision": question["revision"]}


def describe(error):
    for kind, outcome in OUTCOMES:
        if isinstance(error, kind):
            return {"outcome": outcome}
    return {"outcome": f"{type(error).__name__}: {error}"}


main(*sys.argv[1:])
