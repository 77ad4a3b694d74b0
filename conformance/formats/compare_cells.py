"""Compares columns of two CSV files: compare_cells.py ONE OTHER COLUMN... prints how many cells there are, and which differ.

Line ends within a cell count as one and the same: a spreadsheet has only one kind.
"""

import csv
import json
import sys


def read(path, columns):
    with open(path, newline="", encoding="utf-8-sig") as file:
        head, *rows = csv.reader(file)
    if any(len(row) != len(head) for row in rows):
        raise SystemExit(f"{path} has lines of other lengths")
    return [[row[head.index(name)] for name in columns] for row in rows]


def fold(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


def main():
    one, other, *columns = sys.argv[1:]
    rows, others = read(one, columns), read(other, columns)
    if len(rows) != len(others):
        raise SystemExit(f"{len(others)} rows, not {len(rows)}")
    pairs = [pair for row, found in zip(rows, others) for pair in zip(row, found)]
    different = [[repr(a), repr(b)] for a, b in pairs if fold(a) != fold(b)]
    print(json.dumps({"cells": len(pairs), "different": different}))


main()
