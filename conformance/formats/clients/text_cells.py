"""What the cells of formats without types stand for, by the rules that packages/tabular documents."""

import json
from datetime import datetime

BOOLS = {"true": True, "false": False}

PARSERS = {
    "bool": BOOLS.__getitem__,
    "int32": int,
    "int64": int,
    "float64": float,
    "utf8": str,
    "timestamp": datetime.fromisoformat,
    "messages": json.loads,
}


def parse_csv_cell(text, kind):
    """The apostrophe that keeps a cell from being a formula comes off; one that was there has a second in front."""
    return PARSERS[kind](text[1:] if text.startswith("'") else text)
