"""The texts of rows as CPython has them. Frames as in frames.py; an answer is a list of rows, one a line that is not blank:
None if json.loads raises, else a text for every selection, None if there is none. A character stands for a byte.
"""

import json
import re

from frames import serve

LINE_END = re.compile(rb"\r\n|\r|\n")


def conversation(row, include_system):
    messages = row.get("conversations") if isinstance(row, dict) else None
    if not isinstance(messages, list):
        return None
    parts = [row.get("system")] if include_system else []
    parts += [message.get("content") for message in messages if isinstance(message, dict)]
    return "\n".join(part for part in parts if isinstance(part, str))


def column(row, path):
    for key in path.split("."):
        row = row.get(key) if isinstance(row, dict) else None
    return row if isinstance(row, str) else None


def text_of(row, selection):
    if selection["kind"] == "column":
        text = column(row, selection["path"])
    else:
        text = conversation(row, selection.get("includeSystem", False))
    return None if text is None else text.encode("utf-8", "surrogatepass").decode("latin-1")


def read_lines(data, selections):
    for line in LINE_END.split(data):
        try:
            text = line.decode("utf-8").strip()
            if not text:
                continue
            row = json.loads(text)
        except (ValueError, RecursionError):
            yield None
        else:
            yield [text_of(row, selection) for selection in selections]


def answer(files):
    # The first file of a batch says which texts are wanted.
    selections, *rest = files
    wanted = json.loads(selections)
    return [list(read_lines(data, wanted)) for data in rest]


serve(answer)
