import type { CommitHash, Revision } from "@flock-tools/core";

/**
 * Whether a commitment pins its data.
 *
 * - `ok`: the revision is a prefix of the commit, of at least 7 characters.
 * - `short`: a prefix of fewer.
 * - `not-a-prefix`: any other text, `main` and `None` included.
 * - `unknown`: the revision or the commit is not known.
 */
export type Pin = "ok" | "short" | "not-a-prefix" | "unknown";

/** FLock-subnet, flockoff/validator/trainer.py, `check_valid_revision`. */
const LEAST_LENGTH = 7;

/** The validator's check of a committed revision against the commit that the Hub gives for it. */
export function checkPin({
  revision,
  commit,
}: {
  readonly revision?: Revision | undefined;
  readonly commit?: CommitHash | undefined;
}): Pin {
  if (revision === undefined || commit === undefined) return "unknown";
  if (commit.slice(0, Math.max(revision.length, LEAST_LENGTH)) === revision) return "ok";
  return revision !== "" && commit.startsWith(revision) ? "short" : "not-a-prefix";
}
