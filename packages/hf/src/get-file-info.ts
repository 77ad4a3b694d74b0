import type { AbortOptions, CommitHash, RepoId } from "@flock-tools/core";
import { createBadAnswer } from "./api.ts";
import { withCallScope } from "./call-scope.ts";
import { type FileIdentity, readIdentity } from "./file-identity.ts";
import { followRedirects } from "./follow-redirects.ts";
import type { Hub } from "./hub.ts";
import { readResponseError } from "./response-error.ts";
import { withRetry } from "./retry.ts";
import { describeUrl, formatFileUrl } from "./urls.ts";

export interface FileInfo {
  /** Bytes; undefined if the Hub does not say. */
  readonly size: number | undefined;
  /** Git's blob id (40 hex digits), or the SHA-256 of an LFS file (64). */
  readonly etag: string;
}

/**
 * What the Hub promises about one file at one commit: one request, whose redirect to the bytes is not followed.
 *
 * @throws HubError `HUB_ENTRY_NOT_FOUND`, `HUB_REPO_NOT_FOUND`, `HUB_GATED` and others
 * @throws UsageError for a repository id, commit or path that cannot be one
 * @throws the abort reason
 */
export async function getFileInfo(
  hub: Hub,
  {
    signal,
    ...address
  }: {
    readonly repoId: RepoId;
    readonly commit: CommitHash;
    readonly path: string;
  } & AbortOptions,
): Promise<FileInfo> {
  const url = formatFileUrl(hub.endpoint, address);
  const { commit } = address;
  const { hash, size } = await withCallScope(hub.transport, { signal }, (scope) =>
    withRetry(hub.transport, { signal: scope }, () => ask(hub, { url, commit, signal: scope })),
  );
  return { size, etag: hash.hex };
}

async function ask(
  hub: Hub,
  { url, commit, signal }: { url: URL; commit: CommitHash; signal: AbortSignal },
): Promise<FileIdentity> {
  let identity: FileIdentity | undefined;
  const refusal = await followRedirects(hub.transport, {
    url,
    signal,
    inspect: async (response) => {
      identity = readIdentity(response, commit);
      return identity === undefined ? "go on" : "stop";
    },
  });
  if (identity !== undefined) return identity;
  if (refusal === undefined || refusal.status === 200) {
    refusal?.body.destroy();
    throw createBadAnswer(`a file without X-Linked-Etag or ETag from ${describeUrl(url)}`);
  }
  const { hide, pace } = hub.transport;
  throw await readResponseError(refusal, { signal, pace, hide });
}
