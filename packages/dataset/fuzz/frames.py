"""What the oracles speak: frames on stdin and stdout, a length of 4 bytes, little-endian, then the body.

The first frame out is the version. A frame in is a batch of files, each as a frame; a frame out is their answers as JSON.
"""

import json
import struct
import sys


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


def serve(answer):
    """Answers batches of files with what `answer` makes of them, until stdin ends."""
    write_frame(list(sys.version_info[:3]))
    while header := sys.stdin.buffer.read(4):
        (size,) = struct.unpack("<I", header)
        write_frame(answer(read_frames(sys.stdin.buffer.read(size))))
