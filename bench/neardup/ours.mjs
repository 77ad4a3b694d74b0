// One search by packages/neardup, from a file's bytes to its verified pairs:
//   node ours.mjs FILE OUT ENGINE [--threads N] [--include-system]
// Writes the pairs to OUT and prints the figures of the run as JSON. The file is read as `analyze near` reads it.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readFileChunks, readTextStream } from "@flock-tools/dataset";
import { findNear } from "@flock-tools/neardup";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string" },
    "include-system": { type: "boolean" },
  },
});
const [path, out, engine] = positionals;
const text = { kind: "conversation", includeSystem: values["include-system"] ?? false };
const started = { cpu: process.cpuUsage(), wall: performance.now() };

const pairs = [];
const result = await findNear(readAgain, {
  engine,
  threshold: "0.8",
  ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
  onPairs(found) {
    for (const { a, b } of found) pairs.push([a, b]);
  },
});

const { user, system } = process.cpuUsage(started.cpu);
const wall = (performance.now() - started.wall) / 1000;
writeFileSync(out, JSON.stringify(pairs));
process.stdout.write(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    wall,
    peak: process.resourceUsage().maxRSS * 1024,
    rows: result.rows,
    stats: result.stats,
    truncated: result.truncated.pairs,
  }),
);

// As often as the search asks for the texts.
function readAgain() {
  return readTextStream(readFileChunks(path), { text, lend: true });
}
