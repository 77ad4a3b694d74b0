// One search by packages/neardup, from a file's bytes to its verified pairs:
//   node ours.mjs FILE OUT ENGINE [--threads N] [--include-system] [--stream]
// Writes the pairs to OUT and prints the figures of the run as JSON. With --stream the file is never in memory as a whole.
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readTexts, readTextStream } from "@flock-tools/dataset";
import { findNear } from "@flock-tools/neardup";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string" },
    "include-system": { type: "boolean" },
    stream: { type: "boolean" },
  },
});
const [path, out, engine] = positionals;
const text = { kind: "conversation", includeSystem: values["include-system"] ?? false };
const started = { cpu: process.cpuUsage(), wall: performance.now() };

const pairs = [];
const result = await findNear(makeSource(), {
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

function makeSource() {
  if (values.stream) return () => readTextStream(createReadStream(path), { text });
  // As many times as it is asked for, from the texts of one reading of the rows.
  const batches = [...readTexts(readFileSync(path), { text })];
  return () => batches;
}
