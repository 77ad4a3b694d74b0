"""Apache Arrow for Python."""

import pyarrow
import pyarrow.csv
import pyarrow.dataset
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

from clients.text_cells import parse_csv_cell

VERSION = pyarrow.__version__
BATCH = 1_000

TYPES = {
    "int32": "int32",
    "int64": "int64",
    "float64": "double",
    "bool": "bool",
    "utf8": "string",
    "timestamp": "timestamp[us, tz=UTC]",
}
MESSAGE = {"role": "string", "content": "string"}


def hand_out(job, schema, batches):
    check_types(job, schema)
    rows = (row for batch in batches for row in zip(*(c.to_pylist() for c in batch.columns)))
    return schema.names, rows


def check_types(job, schema):
    """Tools choose what to do by the types: a column that reads back well as another type is still wrong."""
    for column in job["columns"]:
        found = schema.field(column["name"]).type
        if column["type"] != "messages":
            is_right = str(found) == TYPES[column["type"]]
        elif job["isFlat"]:
            is_right = str(found) == "string"
        else:
            is_right = pyarrow.types.is_list(found) and MESSAGE == {
                field.name: str(field.type) for field in found.value_type
            }
        if not is_right:
            raise TypeError(f"{column['name']} is a column of {found}")


def read_table(job):
    table = pyarrow.parquet.read_table(job["path"])
    return hand_out(job, table.schema, table.to_batches(BATCH))


def iter_batches(job):
    file = pyarrow.parquet.ParquetFile(job["path"])
    return hand_out(job, file.schema_arrow, file.iter_batches(BATCH))


def scan_dataset(job):
    source = pyarrow.dataset.dataset(job["path"], format="parquet")
    return hand_out(job, source.schema, source.to_batches(batch_size=BATCH))


def open_file(job):
    reader = pyarrow.ipc.open_file(pyarrow.memory_map(job["path"]))
    batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
    return hand_out(job, reader.schema, batches)


def open_stream(job):
    reader = pyarrow.ipc.open_stream(pyarrow.OSFile(job["path"]))
    return hand_out(job, reader.schema, reader)


def read_feather(job):
    table = pyarrow.feather.read_table(job["path"])
    return hand_out(job, table.schema, table.to_batches(BATCH))


def read_csv(job):
    """As texts: what is quoted is never null, what is not there always."""
    kinds = [column["type"] for column in job["columns"]]
    table = pyarrow.csv.read_csv(
        job["path"],
        read_options=pyarrow.csv.ReadOptions(block_size=2**26),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={column["name"]: "string" for column in job["columns"]},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    rows = zip(*(column.to_pylist() for column in table.columns))
    return table.column_names, (
        [None if text is None else parse_csv_cell(text, kind) for text, kind in zip(row, kinds)]
        for row in rows
    )


def read_parquet_metadata(job):
    return None, {"metadata": choose(pyarrow.parquet.read_metadata(job["path"]).metadata, job)}


def list_row_groups(job):
    file = pyarrow.parquet.read_metadata(job["path"])
    return None, [file.row_group(i).num_rows for i in range(file.num_row_groups)]


def read_arrow_metadata(job):
    return None, {"metadata": choose(pyarrow.ipc.open_file(job["path"]).schema.metadata, job)}


def choose(found, job):
    texts = {key.decode(): value.decode() for key, value in (found or {}).items()}
    return {key: texts.get(key) for key in job["metadata"]}


CALLS = {
    "parquet.read_table": read_table,
    "ParquetFile.iter_batches": iter_batches,
    "dataset.dataset": scan_dataset,
    "parquet.read_metadata": read_parquet_metadata,
    "parquet.read_metadata, row groups": list_row_groups,
    "csv.read_csv": read_csv,
    "ipc.open_file": open_file,
    "ipc.open_file, metadata": read_arrow_metadata,
    "ipc.open_stream": open_stream,
    "feather.read_table": read_feather,
}
