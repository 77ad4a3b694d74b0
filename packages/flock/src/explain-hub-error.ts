import { HubError, type HubErrorCode } from "@flock-tools/hf";
import { QuarantinedError } from "./errors.ts";
import type { FailedOutcome, FailReason, SkippedOutcome, SkipReason } from "./sync-outcome.ts";

/** What a Hub error means for the one data set that met it. */
export type DatasetFailure =
  | Pick<SkippedOutcome, "status" | "reason" | "detail">
  | Pick<FailedOutcome, "status" | "reason" | "retryable" | "detail" | "quarantine">;

type Meaning =
  | "fatal"
  | { readonly status: "skipped"; readonly reason: SkipReason }
  | { readonly status: "failed"; readonly reason: FailReason; readonly retryable: boolean };

/**
 * What each of the Hub's errors means for a run. `fatal` ends it, because every further request would meet the same.
 * Failures that say nothing about the repository are retryable: the same command may succeed later.
 */
const MEANINGS = {
  HUB_REPO_NOT_FOUND: { status: "skipped", reason: "repo-not-found" },
  HUB_GATED: { status: "skipped", reason: "gated" },
  HUB_FORBIDDEN: { status: "skipped", reason: "forbidden" },
  HUB_REVISION_NOT_FOUND: { status: "skipped", reason: "revision-not-found" },
  HUB_ENTRY_NOT_FOUND: { status: "skipped", reason: "file-not-found" },
  HUB_TOO_LARGE: { status: "skipped", reason: "too-large" },
  HUB_RATE_LIMITED: { status: "failed", reason: "rate-limited", retryable: true },
  HUB_TIMEOUT: { status: "failed", reason: "timeout", retryable: true },
  HUB_NETWORK: { status: "failed", reason: "network", retryable: true },
  HUB_SERVER: { status: "failed", reason: "server-error", retryable: true },
  HUB_BAD_ANSWER: { status: "failed", reason: "bad-answer", retryable: false },
  HUB_INTEGRITY: { status: "failed", reason: "integrity", retryable: false },
  HUB_UNAUTHORIZED: "fatal",
  HUB_CLOSED: "fatal",
} as const satisfies Record<HubErrorCode, Meaning>;

/**
 * The outcome that an error makes of one data set, or `undefined` if it concerns the whole run: a refused token, the
 * disk, the catalog, an abort, or a bug.
 */
export function explainHubError(error: unknown): DatasetFailure | undefined {
  if (!(error instanceof HubError)) return undefined;
  const meaning: Meaning = MEANINGS[error.code];
  if (meaning === "fatal") return undefined;
  const { message: detail, retryable } = error;
  if (meaning.status === "failed") {
    const kept = error instanceof QuarantinedError ? { quarantine: error.quarantine } : {};
    return { ...meaning, retryable: meaning.retryable || retryable, detail, ...kept };
  }
  // What may pass says nothing of the repository: storage that refuses an address which the Hub has just given.
  if (retryable) return { status: "failed", reason: "server-error", retryable, detail };
  return { ...meaning, detail };
}
