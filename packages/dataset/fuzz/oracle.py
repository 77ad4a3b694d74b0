"""What CPython makes of files of rows. Frames on stdin and stdout: a length of 4 bytes, little-endian, then the body.

The first frame out is the version. A frame in is a batch of files, each as a frame; a frame out is their answers as JSON.
"""

import io
import json
import re
import struct
import sys

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


def read_frames(body):
    at = 0
    while at < len(body):
        (size,) = struct.unpack_from("<I", body, at)
        yield body[at + 4 : at + 4 + size]
        at += 4 + size


def write_frame(value):
    body = json.dumps(value).encode("ascii")
    sys.stdout.buffer.write(struct.pack("<I", len(body)) + body)
    sys.stdout.buffer.flush()


def main():
    write_frame(list(sys.version_info[:3]))
    while header := sys.stdin.buffer.read(4):
        (size,) = struct.unpack("<I", header)
        files = read_frames(sys.stdin.buffer.read(size))
        write_frame([{"file": load_file(data), "lines": load_lines(data)} for data in files])


main()
