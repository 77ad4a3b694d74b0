"""Writes the files beside this one with pyarrow 25.0.0: what an independent writer makes of one table."""

import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
ROWS = 300

texts = [None if i % 7 == 3 else f"row {i}: " + "caf\u00e9 \u6c34 \U0001f600 " * (i % 5) for i in range(ROWS)]
systems = [None if i % 3 == 0 else "Be brief." for i in range(ROWS)]
conversations = [
    None
    if i % 11 == 5
    else [
        {"role": "user" if turn % 2 == 0 else "assistant", "content": None if turn == 3 else f"{i}-{turn}\n\u00e9"}
        for turn in range(i % 5)
    ]
    for i in range(ROWS)
]
table = pa.table(
    {
        "text": pa.array(texts, pa.string()),
        "system": pa.array(systems, pa.string()),
        "meta": pa.array([{"title": f"t{i % 4}", "n": i} for i in range(ROWS)]),
        "tags": pa.array([["a", "b"]] * ROWS, pa.list_(pa.string())),
        "raw": pa.array([b"\xff\x00"] * ROWS, pa.binary()),
        "conversations": pa.array(
            conversations, pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
        ),
    }
)

FILES = {
    "snappy": {},
    "zstd": {"compression": "zstd"},
    "gzip": {"compression": "gzip", "use_dictionary": False},
    "brotli": {"compression": "brotli"},
    "lz4": {"compression": "lz4"},
    "v2": {"compression": "zstd", "data_page_version": "2.0", "use_dictionary": False},
    "delta": {
        "compression": "none",
        "use_dictionary": False,
        "column_encoding": {"text": "DELTA_BYTE_ARRAY", "system": "DELTA_LENGTH_BYTE_ARRAY"},
    },
    "checksums": {"compression": "none", "write_page_checksum": True},
}
for name, options in FILES.items():
    pq.write_table(
        table, HERE / f"{name}.parquet", row_group_size=128, data_page_size=1024, write_batch_size=16, **options
    )
