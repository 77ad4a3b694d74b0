"""What CPython makes of files of rows. Frames as in frames.py."""

import io
import json
import re

from frames import serve

LINE_END = re.compile(rb"\r\n|\r|\n")


def printed(text):
    return json.dumps(json.loads(text), sort_keys=True)


def load_file(data):
    """As the validator loads a file: the printed rows, or the name of the exception."""
    try:
        with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") as file:
            return [printed(line.strip()) for line in file if line.strip()]
    except Exception as error:
        return type(error).__name__


def load_line(number, offset, line):
    """[line, offset, printed] or [line, offset, None, exception, message, byte of the file]; None if it is blank."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return [number, offset, None, "UnicodeDecodeError", "", offset + error.start]
    stripped = text.strip()
    if not stripped:
        return None
    start = offset + len(text[: text.index(stripped)].encode("utf-8"))
    try:
        return [number, offset, printed(stripped)]
    except json.JSONDecodeError as error:
        at = start + len(stripped[: error.pos].encode("utf-8"))
        return [number, offset, None, "JSONDecodeError", error.msg, at]
    except Exception as error:
        return [number, offset, None, type(error).__name__, "", -1]


def load_lines(data):
    starts = [0] + [end.end() for end in LINE_END.finditer(data)]
    lines = [
        load_line(number, offset, line)
        for number, (offset, line) in enumerate(zip(starts, LINE_END.split(data)), 1)
    ]
    return [line for line in lines if line is not None]


serve(lambda files: [{"file": load_file(data), "lines": load_lines(data)} for data in files])
