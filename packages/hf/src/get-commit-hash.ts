import {
  type AbortOptions,
  type CommitHash,
  isCommitHash,
  type RepoId,
  type Revision,
} from "@flock-tools/core";
import { createApiFetch, createBadAnswer, toApiError } from "./api.ts";
import { withCallScope } from "./call-scope.ts";
import type { Hub } from "./hub.ts";
import { checkRepoId, encodeRevision } from "./urls.ts";

/**
 * The commit that a branch, a tag or a (shortened) commit hash stands for at this moment: one request.
 *
 * @throws HubError `HUB_REPO_NOT_FOUND`, `HUB_GATED`, `HUB_REVISION_NOT_FOUND` and others
 * @throws UsageError for a repository id or revision that cannot be one
 * @throws the abort reason
 */
export async function getCommitHash(
  hub: Hub,
  {
    repoId,
    revision,
    signal,
  }: { readonly repoId: RepoId; readonly revision: Revision } & AbortOptions,
): Promise<CommitHash> {
  checkRepoId(repoId);
  encodeRevision(revision);
  return await withCallScope(hub.transport, { signal }, async (scope) => {
    // Loaded only here: a download at a pinned commit never needs it, and it takes a while to load.
    const { datasetInfo } = await import("@huggingface/hub");
    const info = await datasetInfo({
      name: repoId,
      revision,
      hubUrl: hub.endpoint,
      additionalFields: ["sha"],
      fetch: createApiFetch(hub, scope),
    }).catch((error: unknown) => {
      throw toApiError(error);
    });
    if (typeof info.sha === "string" && isCommitHash(info.sha)) return info.sha;
    throw createBadAnswer("the repository's information has no commit hash");
  });
}
