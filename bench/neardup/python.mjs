// The Python environment of the engines that live there.
import { makePython } from "@flock-tools/scripts/python";
import { benchPath } from "../measure.mjs";

/** The environment's Python, or undefined where it cannot be had: said on standard error. */
export function findPython(cache) {
  // text-dedup's own list has Spark and an ONNX runtime, which its MinHash does not use.
  const requirements = benchPath("neardup/requirements.txt");
  const { python, missing } = makePython({ requirements, cache });
  if (missing !== undefined) process.stderr.write(`without the Python engines: ${missing}\n`);
  return python;
}
