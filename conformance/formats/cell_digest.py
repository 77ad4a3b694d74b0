"""One digest of a table's cells, whatever file they went through: the encoding is described in cell-digest.mjs.

Cells are Python's own values: None, bool, int, float, str, datetime with a time zone or int (microseconds), and lists of
dicts with exactly `role` and `content`. Anything else is an error that names the column.
"""

import math
import struct
from datetime import datetime, timedelta, timezone
from hashlib import sha256

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


def encode_text(text: str) -> bytes:
    data = text.encode("utf-8")
    return b"%d:%s" % (len(data), data)


def encode_utf8(value) -> bytes:
    if value is None:
        return b"n"
    if not isinstance(value, str):
        raise TypeError(f"{describe(value)} is no text")
    return b"s" + encode_text(value)


def encode_bool(value) -> bytes:
    if not isinstance(value, bool):
        raise TypeError(f"{describe(value)} is no bool")
    return b"t" if value else b"f"


def encode_int(value) -> bytes:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{describe(value)} is no integer")
    return b"i%d;" % value


def encode_float(value) -> bytes:
    if not isinstance(value, float):
        raise TypeError(f"{describe(value)} is no float")
    if math.isnan(value):
        return b"d" + bytes.fromhex("7ff8000000000000")
    return b"d" + struct.pack(">d", value)


def encode_timestamp(value) -> bytes:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"{value!r} has no time zone")
        value = (value - EPOCH) // MICROSECOND
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{describe(value)} is no time")
    return b"u%d;" % value


def encode_messages(value) -> bytes:
    parts = []
    for message in value:
        if not isinstance(message, dict) or message.keys() != {"role", "content"}:
            raise TypeError(f"{describe(message)} is no message")
        parts.append(encode_utf8(message["role"]))
        parts.append(encode_utf8(message["content"]))
    return b"m%d:%s" % (len(value), b"".join(parts))


ENCODERS = {
    "bool": encode_bool,
    "int32": encode_int,
    "int64": encode_int,
    "float64": encode_float,
    "timestamp": encode_timestamp,
    "utf8": encode_utf8,
    "messages": encode_messages,
}


def describe(value) -> str:
    return f"{type(value).__name__} {str(value)[:40]!r}"


def encode_cell(value, kind: str) -> bytes:
    return b"n" if value is None else ENCODERS[kind](value)


def digest_rows(rows, columns) -> dict:
    """`columns`: dicts with `name` and `type`; `rows`: sequences of cells in that order."""
    encoders = [ENCODERS[column["type"]] for column in columns]
    by_column = [sha256() for _ in columns]
    digests = []
    for row in rows:
        if len(row) != len(columns):
            raise TypeError(f"a row has {len(row)} cells")
        whole = sha256()
        for i, value in enumerate(row):
            try:
                data = b"n" if value is None else encoders[i](value)
            except (TypeError, ValueError) as error:
                raise TypeError(f"row {len(digests)}, {columns[i]['name']}: {error}") from error
            whole.update(data)
            by_column[i].update(data)
        digests.append(whole.digest())
    head = b"".join(encode_text(c["name"]) + encode_text(c["type"]) for c in columns)
    return {
        "rows": len(digests),
        "digest": sha256(head + b"".join(digests)).hexdigest(),
        "bag": sha256(head + b"".join(sorted(digests))).hexdigest(),
        "columns": {c["name"]: h.hexdigest() for c, h in zip(columns, by_column)},
    }
