"""Rows as conversations, as CPython has them. Frames as in frames.py; an answer is a list of what each line is: fits, system,
messages as (role, content), turns, characters. A character stands for a byte.
"""

import json
import re

from frames import serve

NOTHING = {"fits": False, "system": None, "conversations": None, "turns": None, "characters": None}
LONE = re.compile("[\ud800-\udfff]")


def string(value):
    return value if isinstance(value, str) else None


def mend(text):
    return None if text is None else LONE.sub("\ufffd", text)


def is_whole(value):
    return isinstance(value, str) and not LONE.search(value)


def is_message(message):
    return (
        isinstance(message, dict)
        and set(message) == {"role", "content"}
        and all(map(is_whole, message.values()))
    )


def describe(row):
    if not isinstance(row, dict):
        return NOTHING
    system = row.get("system")
    found = {**NOTHING, "system": mend(string(system))}
    messages = row.get("conversations")
    if not isinstance(messages, list):
        return found
    objects = [message if isinstance(message, dict) else {} for message in messages]
    contents = [string(message.get("content")) for message in objects]
    roles = [string(message.get("role")) for message in objects]
    return {
        "fits": set(row) <= {"system", "conversations"}
        and (system is None or is_whole(system))
        and all(map(is_message, messages)),
        "system": mend(string(system)),
        "conversations": [[mend(role), mend(content)] for role, content in zip(roles, contents)],
        "turns": len(messages),
        "characters": sum(len(content or "") for content in contents),
    }


def read_line(line):
    try:
        return describe(json.loads(line.decode("utf-8").strip()))
    except (ValueError, RecursionError):
        return NOTHING


serve(lambda lines: [read_line(line) for line in lines])
