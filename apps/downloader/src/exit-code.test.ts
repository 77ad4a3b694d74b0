import type { SyncReport } from "@flock-tools/flock";
import { expect, it } from "vitest";
import { exitCodeOfReport } from "./exit-code.ts";

// A question mark stands for what may pass.
type Outcome = "downloaded" | "already-there" | `failed ${string}` | `skipped ${string}`;

function createReport(outcomes: readonly Outcome[]): SyncReport {
  const miners = outcomes.map((text) => {
    const [status, reason] = text.split(" ");
    if (reason === undefined) return { status };
    return status === "failed"
      ? { status, reason: reason.replace("?", ""), retryable: reason.endsWith("?") }
      : { status, reason };
  });
  return { miners } as unknown as SyncReport;
}

it.each<[Outcome[], number, number]>([
  [[], 0, 0],
  [["downloaded", "already-there"], 0, 0],
  [["downloaded", "skipped no-commitment"], 0, 0],
  [["downloaded", "skipped gated"], 0, 3],
  [["skipped invalid-commitment"], 0, 3],
  [["skipped too-large"], 0, 3],
  [["downloaded", "failed timeout"], 3, 3],
  [["skipped gated", "failed network"], 3, 3],
  [["already-there", "failed network"], 3, 3],
  [["skipped invalid-commitment", "failed network"], 6, 6],
  [["failed server-error", "failed network"], 6, 6],
  [["downloaded", "failed integrity", "failed network?"], 7, 7],
  [["downloaded", "failed integrity?", "failed network?"], 3, 3],
  [["failed integrity?"], 6, 6],
  [["downloaded", "failed no-space?", "failed network?"], 8, 8],
  [["failed integrity", "failed no-space?"], 7, 7],
])("%j gives %i, and %i with --strict", (outcomes, lenient, strict) => {
  const report = createReport(outcomes);
  expect(exitCodeOfReport(report, { strict: false })).toBe(lenient);
  expect(exitCodeOfReport(report, { strict: true })).toBe(strict);
});
