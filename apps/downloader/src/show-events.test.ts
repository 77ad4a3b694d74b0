import type { SyncOutcome } from "@flock-tools/flock";
import { describe, expect, it } from "vitest";
import { FAILED } from "../testing/create-report.ts";
import { printedText } from "../testing/printed-text.ts";
import type { DownloadContext } from "./session.ts";
import { formatOutcome, showEvents } from "./show-events.ts";

const about = { uid: 7, hotkey: "5F", coldkey: "5C" };
const progress = { doneMiners: 1, totalMiners: 30, receivedBytes: 0, knownBytes: 0 };

it.each<[SyncOutcome, string]>([
  [
    { ...about, repoId: "a/b", status: "downloaded", files: 1, rows: 1000, bytes: 1500 },
    "uid 7 a/b: downloaded, 1,000 rows, 1.5 kB",
  ],
  [
    { ...about, repoId: "a/b", status: "already-there", files: 3, rows: 0, bytes: 0 },
    "uid 7 a/b: already-there, 0 rows, 0 B, 3 files",
  ],
  [{ ...about, status: "skipped", reason: "no-commitment" }, "uid 7: skipped, no-commitment"],
  [FAILED, String.raw`uid 7 user/data: failed, timeout: no answer\u{1b}[2J within 30 s`],
])("formatOutcome(%j) is %s", (outcome, text) => {
  expect(printedText(formatOutcome(outcome))).toBe(text);
});

describe("showEvents", () => {
  it("says whose and why of the first failures, and how many more there are", () => {
    const { warnings, lines } = showFailures(false);
    expect(warnings).toHaveLength(21);
    expect(warnings[0]).toBe("uid 0 user/data: timeout: no answer\u001B[2J within 30 s");
    expect(warnings[20]).toBe("5 more have failed: --verbose shows them all");
    expect(lines).toEqual([]);
  });

  it("shows every outcome with --verbose", () => {
    const { warnings, lines } = showFailures(true);
    expect(warnings).toEqual([]);
    expect(lines).toHaveLength(25);
  });
});

/** Shows 25 failures, and gives what was printed. */
function showFailures(verbose: boolean) {
  const warnings: string[] = [];
  const lines: string[] = [];
  const context = {
    options: { verbose, quiet: true, logFormat: "text" },
    output: { warn: (message: string) => void warnings.push(message) },
    terminal: { line: (line: string) => void lines.push(printedText(line)), setLive: () => {} },
  } as unknown as DownloadContext;
  const events = showEvents(context);
  for (let uid = 0; uid < 25; uid += 1) {
    events.onEvent({ type: "outcome", outcome: { ...FAILED, uid }, progress });
  }
  events.finish();
  return { warnings, lines };
}
