"""Hugging Face datasets, offline: the environment says so, and every path is a local one."""

import datasets

VERSION = datasets.__version__
datasets.disable_progress_bars()


def hand_out(rows, features):
    names = list(features)
    return names, (tuple(row[name] for name in names) for row in rows)


def load_files(job, **options):
    rows = datasets.load_dataset("parquet", data_files=job["path"], split="train", **options)
    return hand_out(rows, rows.features)


def load_layout(job, **options):
    """As a person does who has the folder or its copy on the Hub: only the configuration is named."""
    found = datasets.load_dataset(job["path"], job["config"], **options)
    rows = found["train"]
    return hand_out(rows, rows.features)


CALLS = {
    "load_dataset(parquet)": load_files,
    "load_dataset(parquet), streaming": lambda job: load_files(job, streaming=True),
    "load_dataset(folder)": load_layout,
    "load_dataset(folder), streaming": lambda job: load_layout(job, streaming=True),
    "get_dataset_config_names": lambda job: (
        None,
        sorted(datasets.get_dataset_config_names(job["path"])),
    ),
}
