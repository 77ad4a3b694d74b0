import type { AbortOptions } from "@flock-tools/core";
import { fetchFile, type Hub } from "@flock-tools/hf";
import {
  type BlobUse,
  commitFile,
  type DamagedBlob,
  openPartial,
  type Store,
} from "@flock-tools/store";
import { explainHubError } from "../explain-hub-error.ts";

export interface FetchBlobOptions extends AbortOptions {
  readonly hub: Hub;
  readonly blob: Pick<DamagedBlob, "sha256" | "size" | "uses">;
}

/**
 * Fetches a blob again from where it was fetched before, asking one repository after the other, and gives undefined, or
 * why none of them has it any more: one line. Other bytes than those of its name are never taken.
 *
 * @throws HubError HUB_UNAUTHORIZED, StoreError, the abort reason
 */
export async function fetchBlob(
  store: Store,
  { hub, blob, signal }: FetchBlobOptions,
): Promise<string | undefined> {
  let why: string | undefined = "nobody is known to have it";
  for (const use of blob.uses) {
    signal?.throwIfAborted();
    why = await fetchFrom(store, use, { hub, blob, signal });
    if (why === undefined) return undefined;
  }
  return why;
}

async function fetchFrom(
  store: Store,
  use: BlobUse,
  { hub, blob, signal }: FetchBlobOptions,
): Promise<string | undefined> {
  const partial = openPartial(store, use);
  try {
    const { sha256, size, gitSha1 } = await fetchFile(hub, {
      ...use,
      partial,
      maxBytes: blob.size,
      signal,
    });
    if (sha256 !== blob.sha256) {
      partial.discard();
      return `${use.repoId} has other bytes at that commit now`;
    }
    await commitFile(store, { ...use, partial, sha256, size, gitSha1 });
    return undefined;
  } catch (error) {
    partial.release();
    signal?.throwIfAborted();
    const failure = explainHubError(error);
    if (failure === undefined) throw error;
    return `${failure.reason}: ${failure.detail ?? ""}`;
  }
}
