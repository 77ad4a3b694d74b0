/** `namespace/name` of a Hugging Face repository. */
export type RepoId = string;

/** Any git ref, branch, tag or commit hash, possibly shortened. */
export type Revision = string;

/** A whole git commit hash: 40 lower-case hex digits. */
export type CommitHash = string;

/** 64 lower-case hex digits. */
export type Sha256 = string;

// The Hub allows letters, digits, `-`, `_` and `.`, 96 characters a part, no `--` or `..`, and no `-` or `.` at either
// end (huggingface_hub, utils/_validators.py, `validate_repo_id`).
const REPO_PART = /^(?![-.])(?!.*(?:--|\.\.))[A-Za-z0-9._-]{1,96}(?<![-.])$/;

/** Whether `text` is a repository id that the Hub could have: exactly two valid parts, not ending in `.git`. */
export function isRepoId(text: string): text is RepoId {
  const parts = text.split("/");
  return (
    parts.length === 2 && parts.every((part) => REPO_PART.test(part)) && !text.endsWith(".git")
  );
}

/** Whether `text` is a whole commit hash: 40 lower-case hex digits. */
export function isCommitHash(text: string): text is CommitHash {
  return /^[0-9a-f]{40}$/.test(text);
}
