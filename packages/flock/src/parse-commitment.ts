import { type CommitmentField, isCommitHash, isRepoId } from "@flock-tools/core";
import type { RepoId, Revision } from "@flock-tools/core";

/**
 * Why a commitment does not point at a data set.
 *
 * - `empty`: no field, an empty one, or one without bytes.
 * - `json`: text that starts with `{`; FLock's validator skips it.
 * - `not-three-parts`: fewer than three parts between colons.
 * - `bad-repo-id`, `bad-competition-id`, `bad-revision`: that part cannot be what it should be.
 * - `big-raw`: the validator reads `Raw` fields only.
 * - `hash-only`: a hash of something that is not published.
 * - `timelocked`: sealed; bytes that are revealed later are not read by the validator either.
 * - `reset-bonds`: a flag, not data.
 */
export type InvalidReason =
  | "empty"
  | "json"
  | "not-three-parts"
  | "bad-repo-id"
  | "bad-competition-id"
  | "bad-revision"
  | "big-raw"
  | "hash-only"
  | "timelocked"
  | "reset-bonds";

/** A commitment that points at a data set. */
export interface ValidCommitment {
  readonly status: "valid";
  readonly repoId: RepoId;
  /** 1 to 12 printable ASCII characters. */
  readonly competitionId: string;
  /** 40 hex digits, 7 to 39 of them, or `main`, which `None` stands for too. */
  readonly revision: Revision;
  /** Only `commit` and `prefix` can win: the validator wants the revision to be the start of the commit hash. */
  readonly revisionKind: "commit" | "prefix" | "branch";
  /** As published; hostile: escape it before printing. */
  readonly text: string;
}

export interface InvalidCommitment {
  readonly status: "invalid";
  readonly reason: InvalidReason;
  /** At most 256 characters of what was published, if it is text; hostile: escape it before printing. */
  readonly text?: string;
}

export type ParsedCommitment = ValidCommitment | InvalidCommitment;

const MAX_TEXT = 256;
const COMPETITION_ID = /^[!-~](?:[ -~]{0,10}[!-~])?$/;
const HASH_PREFIX = /^[0-9a-f]{7,39}$/;

/**
 * Reads a commitment as FLock's validator does (FLock-subnet, `flockoff/validator/chain.py`,
 * `retrieve_model_metadata`, and `FLockDataset/miners/data.py`, `ModelId.from_compressed_str`), and then asks of each
 * part that it can be what it stands for.
 *
 * The first field alone counts, and it must be `Raw`. Its bytes are Latin-1 text, cut at every `:`. The first three
 * parts are `namespace/name`, competition id and revision, and whatever follows is ignored, so `a/b:1:main:x` is
 * valid; other subnets' `ns:name:commit:hash:2` and URLs fall to their repo id. Nothing is trimmed or lower-cased.
 */
export function parseCommitment(fields: readonly CommitmentField[]): ParsedCommitment {
  const [field] = fields;
  if (field === undefined) return { status: "invalid", reason: "empty" };
  switch (field.type) {
    case "raw":
      return parseText(Buffer.from(field.bytes).toString("latin1"));
    case "none":
      return { status: "invalid", reason: "empty" };
    case "big-raw":
      return invalid("big-raw", Buffer.from(field.bytes).toString("latin1"));
    case "hash":
      return { status: "invalid", reason: "hash-only" };
    case "timelocked":
      return { status: "invalid", reason: "timelocked" };
    case "reset-bonds":
      return { status: "invalid", reason: "reset-bonds" };
    default:
      return field satisfies never;
  }
}

function parseText(text: string): ParsedCommitment {
  if (text === "") return { status: "invalid", reason: "empty" };
  if (text.startsWith("{")) return invalid("json", text);
  const [repoId, competitionId, written] = text.split(":");
  if (repoId === undefined || competitionId === undefined || written === undefined) {
    return invalid("not-three-parts", text);
  }
  if (!isRepoId(repoId)) return invalid("bad-repo-id", text);
  if (!COMPETITION_ID.test(competitionId)) return invalid("bad-competition-id", text);
  const revision = written === "None" ? "main" : written;
  const revisionKind = getRevisionKind(revision);
  if (revisionKind === undefined) return invalid("bad-revision", text);
  return { status: "valid", repoId, competitionId, revision, revisionKind, text };
}

function getRevisionKind(revision: Revision): ValidCommitment["revisionKind"] | undefined {
  if (isCommitHash(revision)) return "commit";
  if (HASH_PREFIX.test(revision)) return "prefix";
  return revision === "main" ? "branch" : undefined;
}

function invalid(reason: InvalidReason, text: string): InvalidCommitment {
  return { status: "invalid", reason, text: text.slice(0, MAX_TEXT) };
}
