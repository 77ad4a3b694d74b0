"""pandas, with its own types and with Arrow's."""

import numpy
import pandas

VERSION = pandas.__version__


def hand_out(frame, job):
    columns = [to_cells(frame[c["name"]], c["type"]) for c in job["columns"]]
    return list(frame.columns), zip(*columns)


def to_cells(series, kind):
    """pandas says NaN or NA for null, floats for integers with nulls, and NumPy's arrays and numbers for lists and numbers."""
    values = series.tolist()
    if kind == "messages":
        return [to_list(value) for value in values]
    cells = [None if pandas.isna(value) else value for value in values]
    if kind in ("int32", "int64") and series.dtype.kind == "f":
        return [None if cell is None else to_int(cell) for cell in cells]
    return cells


def to_list(value):
    if isinstance(value, numpy.ndarray):
        return value.tolist()
    return value if isinstance(value, (list, str)) else None


def to_int(value):
    return int(value) if value.is_integer() else value


def read_parquet(job):
    return hand_out(pandas.read_parquet(job["path"]), job)


def read_parquet_as_arrow(job):
    return hand_out(pandas.read_parquet(job["path"], dtype_backend="pyarrow"), job)


def read_feather(job):
    return hand_out(pandas.read_feather(job["path"], dtype_backend="pyarrow"), job)


CALLS = {
    "read_parquet": read_parquet,
    "read_parquet, dtype_backend=pyarrow": read_parquet_as_arrow,
    "read_feather, dtype_backend=pyarrow": read_feather,
}
