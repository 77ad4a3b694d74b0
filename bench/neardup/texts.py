"""What the Python engines share: texts and shingles as their users would make them, and the figures of a run."""

import json
import re
import resource
import sys
import time
import unicodedata

WORD = re.compile(r"\w+")


def read_tokens(path, include_system):
    """The folded words of each row. On these rows \\w+ gives the same tokens as the definition does."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            contents = [message["content"] for message in row["conversations"]]
            if include_system and row["system"] is not None:
                contents.insert(0, row["system"])
            text = unicodedata.normalize("NFKC", "\n".join(contents))
            yield WORD.findall(text.lower().replace("ς", "σ"))


def to_shingles(tokens):
    """With repetitions: a sketch does not mind them, and a list is made faster than a set."""
    if len(tokens) < 5:
        return [" ".join(tokens)] if tokens else []
    return [" ".join(words) for words in zip(tokens, tokens[1:], tokens[2:], tokens[3:], tokens[4:])]


def verify(candidates, shingles):
    """The candidates with a Jaccard similarity of at least 4/5, counted on the sets."""
    sets = {row: set(shingles[row]) for row in {row for pair in candidates for row in pair}}
    near = []
    for a, b in candidates:
        shared = len(sets[a] & sets[b])
        if 5 * shared >= 4 * (len(sets[a]) + len(sets[b]) - shared):
            near.append((a, b))
    return near


def cpu_seconds():
    """User and system time of this process and of those it has started and awaited."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


class Run:
    """From just after the imports to the candidates, then to the verified pairs."""

    def __init__(self):
        self.path, self.out, *flags = sys.argv[1:]
        self.include_system = "--include-system" in flags
        self.started = (cpu_seconds(), time.perf_counter())
        self.marks = []

    def mark(self):
        cpu, wall = self.started
        self.marks.append((cpu_seconds() - cpu, time.perf_counter() - wall))

    def report(self, pairs, versions):
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        with open(self.out, "w", encoding="utf-8") as file:
            json.dump(pairs, file)
        cpu, wall = self.marks[0]
        verified = {"cpuVerified": self.marks[1][0], "wallVerified": self.marks[1][1]} if self.marks[1:] else {}
        figures = {"cpu": cpu, "wall": wall, **verified, "peak": peak * 1024, "versions": versions}
        print(json.dumps(figures))
