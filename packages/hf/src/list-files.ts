import type { AbortOptions, RepoId, Revision, Sha256 } from "@flock-tools/core";
import type { ListFileEntry } from "@huggingface/hub";
import { createApiFetch, createBadAnswer, toApiError } from "./api.ts";
import { withCallScope } from "./call-scope.ts";
import { HubError } from "./errors.ts";
import type { Hub } from "./hub.ts";
import { checkRepoId, encodeRevision } from "./urls.ts";

/** A file of a repository at one revision. */
export interface HubFile {
  /** As its owner named it: never a local path before it is checked. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The git object id: of the content for a regular file, of the pointer for an LFS file. 40 hex digits. */
  readonly oid: string;
  /** Of the content; LFS files only. */
  readonly sha256?: Sha256;
}

export interface ListFilesOptions extends AbortOptions {
  readonly repoId: RepoId;
  readonly revision: Revision;
  /** Files and folders before the listing is given up: an integer >= 1. Default: 100,000. */
  readonly maxEntries?: number;
}

/**
 * All files of a repository, folders walked into, in the Hub's order; one request a page, sent when it is reached.
 *
 * @throws HubError `HUB_TOO_LARGE` beyond `maxEntries`, `HUB_REPO_NOT_FOUND` and others
 * @throws UsageError for a repository id or revision that cannot be one
 * @throws the abort reason
 */
export async function* listFiles(
  hub: Hub,
  { repoId, revision, maxEntries = 100_000, signal }: ListFilesOptions,
): AsyncGenerator<HubFile, void, undefined> {
  checkRepoId(repoId);
  const encodedRevision = encodeRevision(revision);
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new RangeError(`maxEntries must be an integer >= 1: got ${maxEntries}`);
  }
  const { listFiles: list } = await import("@huggingface/hub");
  const entries = list({
    repo: { type: "dataset", name: repoId },
    // The library puts it into the URL as it is.
    revision: encodedRevision,
    recursive: true,
    hubUrl: hub.endpoint,
    fetch: createPageFetch(hub, { maxEntries, signal }),
  });
  let count = 0;
  try {
    for await (const entry of entries) {
      signal?.throwIfAborted();
      count += 1;
      if (count > maxEntries) throw createTooManyError(repoId, maxEntries);
      const file = parseEntry(entry);
      if (file !== undefined) yield file;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toApiError(error);
  }
}

// The Hub puts 1,000 entries on a page, and 100 at the least where more is asked about each.
const FEWEST_ON_A_PAGE = 50;

// Pages without end: the same one again, or ever new ones with next to nothing in them.
function createPageFetch(
  hub: Hub,
  { maxEntries, signal }: { readonly maxEntries: number } & AbortOptions,
): typeof fetch {
  const seen = new Set<string>();
  const mostPages = Math.min(maxEntries, 100 + maxEntries / FEWEST_ON_A_PAGE);
  return async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    if (seen.has(url) || seen.size > mostPages) throw createBadAnswer("endless pages of files");
    seen.add(url);
    return await withCallScope(hub.transport, { signal }, (scope) =>
      createApiFetch(hub, scope, { explainLongAnswer: createLongNamesError })(url),
    );
  };
}

function createTooManyError(repoId: RepoId, maxEntries: number): HubError {
  return new HubError(`${repoId} has more than ${maxEntries} files and folders`, {
    code: "HUB_TOO_LARGE",
  });
}

// A page of 1,000 names, each as its owner wanted it: no fault of the Hub.
function createLongNamesError(details: string): HubError {
  return new HubError("the names of the repository's files are too long to be listed", {
    code: "HUB_TOO_LARGE",
    details,
  });
}

// What the type says is what the Hub documents, not what came: the entry is checked as unknown JSON.
function parseEntry(entry: ListFileEntry): HubFile | undefined {
  const { type, path, size, oid, lfs } = (entry ?? {}) as Partial<ListFileEntry>;
  // A submodule has the type `unknown`: its files are in another repository, and there is nothing to fetch by its name.
  if (type === "directory" || type === "unknown") return undefined;
  const sizeOk = Number.isSafeInteger(size) && (size ?? -1) >= 0;
  if (typeof path !== "string" || !sizeOk || !/^[0-9a-f]{40}$/.test(String(oid))) {
    throw createBadAnswer("a file entry without path, size or oid");
  }
  const sha256 = String(lfs?.oid);
  const known = { path, size: size as number, oid: oid as string };
  return /^[0-9a-f]{64}$/.test(sha256) ? { ...known, sha256 } : known;
}
