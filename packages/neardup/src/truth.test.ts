import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { countAllPairs, type Counted, decideFound } from "../testing/brute-force.ts";
import { createCorpus, LANGUAGES, readConversations } from "../testing/corpora.ts";
import { collectFound, cutLists, type Found, settle } from "../testing/found.ts";
import { toSource } from "../testing/to-source.ts";

const THRESHOLDS = [
  { threshold: "0.5", fraction: [1, 2] },
  { threshold: "0.7", fraction: [7, 10] },
  { threshold: "0.8", fraction: [4, 5] },
  { threshold: "0.9", fraction: [9, 10] },
  { threshold: "1", fraction: [1, 1] },
] as const;

// More for a long run: every pair is compared, so four times the rows take sixteen times as long.
const rows = Number(process.env["NEARDUP_TRUTH_ROWS"] ?? 1000);
const corpora: Readonly<Record<string, () => string[]>> = {
  "Zipf-like text": () => createCorpus({ rows: rows * 2, seed: 1 }),
  "Zipf-like text of short rows": () => createCorpus({ rows, seed: 2, length: [1, 20] }),
  "Zipf-like text after eight long prompts": () => createCorpus({ rows, seed: 3, prompts: 8 }),
  ...Object.fromEntries(
    Object.entries(LANGUAGES).map(([name, language], index) => [
      name,
      () => createCorpus({ rows, seed: 4 + index, language }),
    ]),
  ),
};

type Findings = Readonly<Record<string, Found>>;

async function searchAll(
  engine: "exact" | "reference",
  texts: readonly string[],
  { truth, maxPairs = 10_000_000 }: { readonly truth: Findings; readonly maxPairs?: number },
): Promise<Findings> {
  const findings: Record<string, Found> = {};
  for (const { threshold } of THRESHOLDS) {
    const found = await collectFound(toSource(texts, 100), {
      engine,
      threshold,
      containment: "0.8",
      maxPairs,
    });
    findings[threshold] = settle(found, truth[threshold] ?? found);
  }
  return findings;
}

function decideAll(counted: Counted): Findings {
  const decided = THRESHOLDS.map(({ threshold, fraction }) => [
    threshold,
    decideFound(counted, fraction, [4, 5]),
  ]);
  return Object.fromEntries(decided) as Findings;
}

/** What is left of the findings where nothing may be listed. */
function leaveOutLists(findings: Findings): Findings {
  const left = Object.entries(findings).map(([threshold, found]) => [
    threshold,
    cutLists(found, 0),
  ]);
  return Object.fromEntries(left) as Findings;
}

describe.each(Object.entries(corpora))("%s", (_, create) => {
  it(
    "is searched as brute force searches it, by both exact engines",
    { timeout: 300_000 },
    async () => {
      const texts = create();
      const truth = decideAll(countAllPairs(texts));
      const counts = THRESHOLDS.map(({ threshold }) => truth[threshold]?.pairs.length);
      expect(new Set(counts).size, "every threshold decides something").toBe(THRESHOLDS.length);
      await expect(searchAll("exact", texts, { truth })).resolves.toEqual(truth);
      await expect(searchAll("reference", texts, { truth })).resolves.toEqual(truth);
      const clusters = { truth: leaveOutLists(truth), maxPairs: 0 };
      await expect(searchAll("exact", texts, clusters)).resolves.toEqual(clusters.truth);
    },
  );
});

const DATA = new URL("../../../../shared/data/text/", import.meta.url);

describe.skipIf(!existsSync(DATA)).each(["roleplay-instruct.json", "toolformer-dedupe-only.json"])(
  "%s",
  (name) => {
    it(
      "is searched as brute force searches it, by the exact engine",
      { timeout: 300_000 },
      async () => {
        const texts = readConversations(new URL(name, DATA));
        const truth = decideAll(countAllPairs(texts, 0.5));
        await expect(searchAll("exact", texts, { truth })).resolves.toEqual(truth);
      },
    );
  },
);
