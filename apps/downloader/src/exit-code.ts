import { EXIT_CODES } from "@flock-tools/cli";
import type { SyncOutcome, SyncReport } from "@flock-tools/flock";

// A miner that has published nothing is missing nothing.
const NOT_MISSING = "no-commitment";

/**
 * The exit code of a finished run. Data sets that are missing, gated or malformed are what was found, unless `strict`;
 * bytes that were wrong twice are graver than a disk that is too small, that than a Hub of which nothing could be had, and
 * that than a part of it.
 */
export function exitCodeOfReport(
  { miners, evaluationPool }: Pick<SyncReport, "miners" | "evaluationPool">,
  { strict }: { readonly strict: boolean },
): number {
  const outcomes = evaluationPool === undefined ? miners : [...miners, evaluationPool];
  const failed = outcomes.filter((outcome) => outcome.status === "failed");
  if (failed.some((outcome) => isWrong(outcome))) return EXIT_CODES.integrity;
  if (failed.some(({ reason }) => reason === "no-space")) return EXIT_CODES.disk;
  if (failed.length > 0) {
    return outcomes.some((outcome) => isAnswered(outcome)) ? EXIT_CODES.partial : EXIT_CODES.hub;
  }
  const isMissing = outcomes.some(({ status, ...rest }) => status === "skipped" && !isEmpty(rest));
  return strict && isMissing ? EXIT_CODES.partial : EXIT_CODES.ok;
}

/** Whether the bytes that came were others than promised; a body that broke off is retryable, and merely partial. */
function isWrong(outcome: { readonly reason: string; readonly retryable?: boolean }): boolean {
  return outcome.reason === "integrity" && outcome.retryable !== true;
}

/** Whether the Hub was of any use for this one, now or before. */
function isAnswered({ status, ...rest }: Pick<SyncOutcome, "status">): boolean {
  if (status === "downloaded" || status === "already-there") return true;
  return status === "skipped" && HUB_ANSWERS.has(reasonOf(rest));
}

const HUB_ANSWERS: ReadonlySet<string> = new Set([
  "repo-not-found",
  "gated",
  "forbidden",
  "revision-not-found",
  "file-not-found",
  "too-large",
  "unsafe-path",
]);

function isEmpty(outcome: object): boolean {
  return reasonOf(outcome) === NOT_MISSING;
}

function reasonOf(outcome: object): string {
  return "reason" in outcome ? String(outcome.reason) : "";
}
