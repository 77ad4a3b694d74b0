// node packages/dataset/fuzz/run.mjs [--lines 1000000] [--seed 1] [--forever] [--parts]
import { parseArgs } from "node:util";
import { canonicalRows, readRows } from "../dist/index.js";
import { createRowScanner } from "../dist/row-scanner.js";
import { fuzz } from "./fuzz.mjs";
import { findPython } from "./oracle.mjs";

const { values } = parseArgs({
  options: {
    lines: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    forever: { type: "boolean", default: false },
    // Lines that are longer than what is held of one, cut into parts anywhere.
    parts: { type: "boolean", default: false },
  },
});
const python = findPython();
if (python === undefined) {
  process.stderr.write("no python3 on the PATH: nothing to compare with\n");
  process.exit(2);
}
const lines = Number(values.lines);
let seed = Number(values.seed);
if (!Number.isInteger(lines) || !Number.isInteger(seed)) {
  process.stderr.write("--lines and --seed must be integers\n");
  process.exit(2);
}
do {
  const { mismatches, ...tally } = await fuzz({
    python,
    seed,
    lines,
    subject: values.parts ? { createRowScanner } : { readRows, canonicalRows },
  });
  process.stdout.write(`seed ${seed}: ${JSON.stringify(tally)}, ${mismatches.length} mismatches\n`);
  for (const mismatch of mismatches) process.stdout.write(`${JSON.stringify(mismatch)}\n`);
  if (mismatches.length > 0) process.exit(1);
  seed += 1;
} while (values.forever);
