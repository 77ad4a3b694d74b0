import { createPaint } from "@flock-tools/cli";
import { describe, expect, it } from "vitest";
import { createReport, FAILED, type ReportParts } from "../testing/create-report.ts";
import { formatShortSummary, formatSummary } from "./format-summary.ts";
import { printedText } from "../testing/printed-text.ts";

function summarise(parts: ReportParts, cwd = "/srv"): string[] {
  const options = {
    paint: createPaint(false),
    chainName: "Chain\u0007",
    rerun: "pnpm dl --x",
    cwd,
  };
  return formatSummary(createReport(parts), options).map((line) => printedText(line));
}

describe("formatSummary", () => {
  it("lists what failed and was skipped by reason, the most frequent first", () => {
    const lines = summarise({
      totals: {
        total: 1234,
        failed: { timeout: 1, network: 12 },
        skipped: { gated: 2, "no-commitment": 2 },
        rows: 12_345,
      },
      miners: [FAILED],
    });
    expect(lines).toEqual([
      String.raw`netuid 96 on Chain\u{7}, block 7,000,000 (2026-03-10 14:00 UTC)`,
      "  miners        1,234",
      "  downloaded    0",
      "  already there 0",
      "  failed        13",
      "                   12  network",
      "                    1  timeout",
      "  skipped       4",
      "                    2  gated",
      "                    2  no-commitment",
      "  rows          12,345",
      "  bytes         0 B, 0 B of them new",
      "  time          500 ms",
      "  files         data/miner_datasets/miner_<uid>/data.jsonl",
      "next: pnpm dl --x (it fetches what has failed)",
    ]);
  });

  it("counts the files of snapshots that were left out, and proposes no file that is not there", () => {
    const present = { ...FAILED, status: "downloaded", files: 1, rows: 0, bytes: 9 } as const;
    const leftOut = { leftOutCounts: { "too-large": 1 } };
    const lines = summarise({ miners: [{ ...present, ...leftOut }] });
    expect(lines.slice(6, 8)).toEqual([
      "  left out      1 file",
      "                    1  too-large",
    ]);
    expect(lines.at(-1)).toMatch(/^ {2}files /);
    const sha256 = "0".repeat(64);
    expect(
      summarise({
        miners: [
          { ...present, ...leftOut },
          { ...present, uid: 8, sha256 },
        ],
      }).at(-1),
    ).toBe("next: head -n 1 data/miner_datasets/miner_8/data.jsonl");
  });

  it("names the whole path where it is elsewhere, and proposes nothing if there is nothing", () => {
    const lines = summarise({}, "/home/me");
    expect(lines.at(-1)).toBe("  files         /srv/data/miner_datasets/miner_<uid>/data.jsonl");
  });

  it("says what became of the evaluation pool", () => {
    const pool = { repoId: "a/b", revision: "main" };
    const detail = "two\n files";
    const skipped = { ...pool, status: "skipped", reason: "several-jsonl", detail } as const;
    expect(summarise({ evaluationPool: skipped })).toContain(
      String.raw`  evaluation    skipped, several-jsonl: two\u{a} files`,
    );
    const file = "/srv/data/eval_data/data.jsonl";
    const sizes = { path: "x.jsonl", rows: 5000, bytes: 1_500_000, sha256: "0".repeat(64), file };
    expect(summarise({ evaluationPool: { ...pool, status: "downloaded", ...sizes } })).toContain(
      "  evaluation    downloaded, 5,000 rows, 1.5 MB: data/eval_data/data.jsonl",
    );
  });
});

it("formatShortSummary is one line", () => {
  const totals = {
    total: 3,
    downloaded: 1,
    failed: { timeout: 1 },
    skipped: { gated: 1 },
    rows: 7,
    bytes: 7000,
  };
  expect(formatShortSummary(createReport({ totals }))).toBe(
    "3 miners: 1 downloaded, 0 already there, 1 failed, 1 skipped; 7 rows, 7.0 kB, 500 ms",
  );
});
