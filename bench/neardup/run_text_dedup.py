"""text-dedup's own command for MinHash, in this process: run_text_dedup.py FILE OUT [--include-system]

Its splitting at every non-word character makes words of nothing, so it is handed the folded words joined by spaces: its
5-grams are then the shingles of the others. It links each bucket's rows without looking at them again and says only
which cluster a row is in, so that its pairs are all pairs within a cluster.
"""

import os
import pickle
import sys
import tempfile
from importlib.metadata import version
from itertools import combinations

os.environ["HF_HUB_OFFLINE"] = "1"

import datasets
from text_dedup import minhash

from texts import Run, read_tokens

run = Run()
with tempfile.TemporaryDirectory() as folder:
    texts = [" ".join(tokens) for tokens in read_tokens(run.path, run.include_system)]
    datasets.Dataset.from_dict({"text": texts}).save_to_disk(f"{folder}/texts")
    options = {
        "--path": f"{folder}/texts",
        "--output": f"{folder}/out",
        "--column": "text",
        "--ngram": "5",
        "--num_perm": "128",
        "--threshold": "0.8",
        "--b": "16",
        "--r": "8",
        "--num_proc": "1",
    }
    flags = ["--local", "--debug"]
    # Its progress goes to standard output, which is for the figures.
    stdout, sys.stdout = sys.stdout, sys.stderr
    minhash.main([*(word for option in options.items() for word in option), *flags], standalone_mode=False)
    sys.stdout = stdout
    run.mark()
    with open(f"{folder}/out/uf.pkl", "rb") as file:
        links = pickle.load(file)
clusters = {}
for row in range(len(texts)):
    clusters.setdefault(links.find(row), []).append(row)
pairs = [pair for rows in clusters.values() for pair in combinations(rows, 2)]
run.report(pairs, f"text-dedup {version('text-dedup')}, numpy {version('numpy')}, datasets {version('datasets')}")
