"""datasketch: MinHash of 128 permutations, MinHashLSH of 16 bands of 8: run_datasketch.py FILE OUT [--include-system]"""

from importlib.metadata import version

from datasketch import MinHash, MinHashLSH

from texts import Run, read_tokens, to_shingles, verify

run = Run()
shingles = [to_shingles(tokens) for tokens in read_tokens(run.path, run.include_system)]
sketches = MinHash.bulk(([shingle.encode() for shingle in row] for row in shingles), num_perm=128)
lsh = MinHashLSH(num_perm=128, params=(16, 8))
candidates = []
for row, sketch in enumerate(sketches):
    candidates.extend((earlier, row) for earlier in lsh.query(sketch))
    lsh.insert(row, sketch)
run.mark()
verify(candidates, shingles)
run.mark()
run.report(candidates, f"datasketch {version('datasketch')}, numpy {version('numpy')}")
