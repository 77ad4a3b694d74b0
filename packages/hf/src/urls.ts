import { isCommitHash, isRepoId, UsageError } from "@flock-tools/core";

const MAX_PATH = 4096;
const MAX_REVISION = 255;

/**
 * The Hub's address without a slash at its end; a path prefix is kept, for mirrors.
 *
 * @throws UsageError unless it is http or https, without credentials, query or fragment
 */
export function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const acceptable =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (!acceptable) {
    throw new UsageError("the Hub's address must be http or https, without password or query", {
      code: "HUB_BAD_ENDPOINT",
      next: "set HF_ENDPOINT to something like https://huggingface.co, or unset it",
    });
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/**
 * The token without white space around it.
 *
 * @throws UsageError if nothing is left, or what could not stand in a header; the message never shows the token
 */
export function parseToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const trimmed = token.trim();
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new UsageError(
    trimmed === "" ? "the Hub token is empty" : "the Hub token has characters that no token has",
    {
      code: "HUB_BAD_TOKEN",
      next: "set HF_TOKEN to a token from https://huggingface.co/settings/tokens, or unset it",
    },
  );
}

/** @throws UsageError unless `repoId` is `namespace/name` as the Hub allows it */
export function checkRepoId(repoId: string): string {
  if (isRepoId(repoId)) return repoId;
  throw new UsageError(`not a repository id: ${quote(repoId)}`, {
    code: "HUB_BAD_REPO_ID",
    next: "a repository id is namespace/name, of letters, digits, -, _ and .",
  });
}

/**
 * A revision as one percent-encoded segment of a URL.
 *
 * @throws UsageError for what git allows in no ref and what a URL would resolve away
 */
export function encodeRevision(revision: string): string {
  const acceptable =
    revision.length > 0 && revision.length <= MAX_REVISION && isSafeSegment(revision);
  if (acceptable) return encodeURIComponent(revision);
  throw new UsageError(`not a git revision: ${quote(revision)}`, { code: "HUB_BAD_REVISION" });
}

export interface FileAddress {
  readonly repoId: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** Relative, `/` between segments, as the tree lists it. */
  readonly path: string;
}

/**
 * The address of one file at one commit, each segment percent-encoded, so that `#`, `?` and `%41` stay part of the
 * name and `..` never leads to another part of the Hub.
 *
 * @throws UsageError if one of the three parts is not what it should be
 */
export function formatFileUrl(endpoint: string, { repoId, commit, path }: FileAddress): URL {
  if (!isCommitHash(commit)) {
    throw new UsageError(`not a commit hash: ${quote(commit)}`, {
      code: "HUB_BAD_COMMIT",
      next: "resolve the revision first, with getCommitHash",
    });
  }
  const base = `${endpoint}/datasets/${checkRepoId(repoId)}/resolve/${commit}`;
  return new URL(`${base}/${encodePath(path)}`);
}

function encodePath(path: string): string {
  const segments = path.split("/");
  if (path.length > MAX_PATH || !segments.every((segment) => isSafeSegment(segment))) {
    throw new UsageError(`not a path inside a repository: ${quote(path)}`, {
      code: "HUB_BAD_PATH",
    });
  }
  return segments.map((segment) => encodeURIComponent(segment)).join("/");
}

// A lone surrogate is no Unicode and cannot be percent-encoded; URL parsers resolve `.` and `..` away.
function isSafeSegment(segment: string): boolean {
  if (segment === "" || segment === "." || segment === "..") return false;
  return !/\p{Cc}/u.test(segment) && isWellFormed(segment);
}

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}...` : text);
}

/** A URL for messages: without the query, where signatures are. */
export function describeUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
