// The verdict from files, and from the digests that a row index holds; and every count, so that it can be compared.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { indexRows } from "@flock-tools/dataset";
import { judge, listPairs, RULE_SETS, toMinerFile } from "@flock-tools/flock";
import { median } from "../measure.mjs";

const [folder, miners] = [process.argv[2], Number(process.argv[3])];
const ruleSet = RULE_SETS.find(({ name }) => name === "2026-02");
const read = (name) => toMinerFile(indexRows(readFileSync(join(folder, name, "data.jsonl"))));

const started = performance.now();
const input = {
  ruleSet,
  pool: read("pool"),
  miners: Array.from({ length: miners }, (_, uid) => ({
    uid,
    hotkey: `hotkey ${uid}`,
    coldkey: `coldkey ${uid}`,
    commitmentBlock: 1_000 + uid,
    file: read(`miner_${uid}`),
  })),
};
const [firstMs, judgement] = time(() => judge(input));
const filesMs = performance.now() - started;

const runs = Array.from({ length: 20 }, () => time(() => judge(input))[0]);
const [pairsMs, pairs] = time(() => listPairs(input));
const counts = pairs.map(({ shared }) => shared);
process.stdout.write(
  JSON.stringify({
    filesMs,
    firstMs,
    medianMs: median(runs),
    pairsMs,
    counts: {
      pairs: counts.length,
      shared: counts.reduce((sum, count) => sum + count, 0),
      digest: hash("sha256", JSON.stringify(counts), "hex"),
      inPool: judgement.miners.map(({ inPool }) => inPool),
      invalid: judgement.totals.invalid,
      duplicate: judgement.totals.duplicate,
    },
  }),
);

function time(work) {
  const start = performance.now();
  const result = work();
  return [performance.now() - start, result];
}
