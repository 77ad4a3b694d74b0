"""rensa: RMinHash of 128 permutations, RMinHashLSH of 16 bands: run_rensa.py FILE OUT [--include-system]"""

from importlib.metadata import version

from rensa import RMinHash, RMinHashLSH

from texts import Run, read_tokens, to_shingles, verify

run = Run()
shingles = [to_shingles(tokens) for tokens in read_tokens(run.path, run.include_system)]
sketches = RMinHash.from_token_sets(shingles, num_perm=128, seed=42)
lsh = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16)
lsh.insert_many(sketches)
candidates = [(row, other) for row, others in enumerate(lsh.query_all(sketches)) for other in others if row < other]
run.mark()
verify(candidates, shingles)
run.mark()
run.report(candidates, f"rensa {version('rensa')}")
