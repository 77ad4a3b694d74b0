"""Polars: readers of its own, for Parquet as for Arrow."""

import polars

VERSION = polars.__version__


def hand_out(frame, job):
    if job["isFlat"]:
        # The time zone is in a part of the file that parquetjs-lite does not write, and that others do not need.
        times = polars.selectors.datetime(time_zone=None)
        frame = frame.with_columns(times.dt.replace_time_zone("UTC"))
    return frame.columns, frame.iter_rows()


CALLS = {
    "read_parquet": lambda job: hand_out(polars.read_parquet(job["path"]), job),
    "scan_parquet, streaming": lambda job: hand_out(
        polars.scan_parquet(job["path"]).collect(engine="streaming"), job
    ),
    "read_ipc": lambda job: hand_out(polars.read_ipc(job["path"]), job),
    "scan_ipc": lambda job: hand_out(polars.scan_ipc(job["path"]).collect(), job),
    "read_ipc_stream": lambda job: hand_out(polars.read_ipc_stream(job["path"]), job),
}
