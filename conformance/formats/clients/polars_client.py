"""Polars: readers of its own, for Parquet as for Arrow."""

import polars

VERSION = polars.__version__


def hand_out(frame):
    return frame.columns, frame.iter_rows()


CALLS = {
    "read_parquet": lambda job: hand_out(polars.read_parquet(job["path"])),
    "scan_parquet, streaming": lambda job: hand_out(
        polars.scan_parquet(job["path"]).collect(engine="streaming")
    ),
    "read_ipc": lambda job: hand_out(polars.read_ipc(job["path"])),
    "scan_ipc": lambda job: hand_out(polars.scan_ipc(job["path"]).collect()),
    "read_ipc_stream": lambda job: hand_out(polars.read_ipc_stream(job["path"])),
}
