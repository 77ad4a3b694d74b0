import type { WorldRepo } from "../world.ts";

const PREFIX = /^[0-9a-f]{7,40}$/;

/**
 * The commit hash that `revision` stands for: a branch or tag, `HEAD`, a whole commit hash, or the first 7 or more
 * digits of exactly one.
 */
export function findCommit(repo: WorldRepo, revision: string): string | undefined {
  const name = revision === "HEAD" ? "main" : revision.replace(/^refs\/heads\//, "");
  const target = Object.hasOwn(repo.refs, name) ? repo.refs[name] : undefined;
  if (target !== undefined) return target;
  if (!PREFIX.test(revision)) return undefined;
  const found = Object.keys(repo.commits).filter((commit) => commit.startsWith(revision));
  return found.length === 1 ? found[0] : undefined;
}
