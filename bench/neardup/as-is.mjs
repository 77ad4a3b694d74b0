// The npm package minhash as its README shows it: node as-is.mjs FILE OUT [--include-system]
// 128 permutations, bands of 8, and no check of what the index says.
import { readFileSync, writeFileSync } from "node:fs";
import { LshIndex, Minhash } from "minhash";

const [path, out, flag] = process.argv.slice(2);
const includeSystem = flag === "--include-system";
const started = { cpu: process.cpuUsage(), wall: performance.now() };

const index = new LshIndex({ bandSize: 8 });
const sketches = readFileSync(path, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line, row) => {
    const sketch = new Minhash({ numPerm: 128 });
    for (const shingle of toShingles(line)) sketch.update(shingle);
    index.insert(String(row), sketch);
    return sketch;
  });
const candidates = sketches.flatMap((sketch, row) =>
  index
    .query(sketch)
    .map((other) => [row, Number(other)])
    .filter(([a, b]) => a < b),
);

const { user, system } = process.cpuUsage(started.cpu);
const wall = (performance.now() - started.wall) / 1000;
writeFileSync(out, JSON.stringify(candidates));
process.stdout.write(
  JSON.stringify({
    cpu: (user + system) / 1e6,
    wall,
    peak: process.resourceUsage().maxRSS * 1024,
    versions: "minhash 0.0.9",
  }),
);

/** On these rows the words by \w and \p{L} together are the tokens of the definition. */
function toShingles(line) {
  const row = JSON.parse(line);
  const contents = row.conversations.map(({ content }) => content);
  if (includeSystem && row.system !== null) contents.unshift(row.system);
  const folded = contents.join("\n").normalize("NFKC").toLowerCase().replaceAll("ς", "σ");
  const tokens = folded.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const count = tokens.length === 0 ? 0 : Math.max(1, tokens.length - 4);
  return Array.from({ length: count }, (_, i) => tokens.slice(i, i + 5).join(" "));
}
