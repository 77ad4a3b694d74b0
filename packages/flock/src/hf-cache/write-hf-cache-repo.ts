import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { sweepAsides } from "@flock-tools/store";
import {
  blobFolder,
  type HfCacheFolder,
  placeBlob,
  placeName,
  placeText,
} from "./hf-cache-folder.ts";
import type { HfCacheLeftOut, HfCacheRepo } from "./hf-cache-repo.ts";

/** What came of one repository. */
export interface HfCacheRepoResult {
  /** Of which at least one file is there. */
  readonly snapshots: number;
  /** Names in those snapshots. */
  readonly files: number;
  /** Names that were not there as they should be. */
  readonly newFiles: number;
  /** What had to be copied. */
  readonly newBytes: number;
  readonly leftOut: readonly HfCacheLeftOut[];
}

/**
 * Blobs before names before refs: a name whose blob is missing, and a ref whose snapshot is, count as damage.
 *
 * @throws the file system's own error, StoreError, the abort reason
 */
export async function writeHfCacheRepo(
  folder: HfCacheFolder,
  repo: HfCacheRepo,
): Promise<HfCacheRepoResult> {
  const leftOut = [...repo.leftOut];
  if (repo.files.length === 0) return { snapshots: 0, files: 0, newFiles: 0, newBytes: 0, leftOut };
  await mkdir(blobFolder(folder), { recursive: true });
  await sweepAsides(folder.store, blobFolder(folder));
  const blobBytes = await placeBlobs(folder, repo);
  const names = await placeNames(folder, repo);
  for (const [revision, commit] of repo.refs) {
    if (names.commits.has(commit))
      await placeText(folder, join(folder.path, "refs", revision), commit);
  }
  return {
    snapshots: names.commits.size,
    files: repo.files.length - names.leftOut.length,
    newFiles: names.newFiles,
    newBytes: blobBytes + (folder.symlinks ? 0 : names.newBytes),
    leftOut: [...leftOut, ...names.leftOut],
  };
}

/** Without links the names are the files, as huggingface_hub has it: blobs would be the same bytes once more. */
async function placeBlobs(folder: HfCacheFolder, { blobs }: HfCacheRepo): Promise<number> {
  let bytes = 0;
  if (!folder.symlinks) return bytes;
  for (const blob of blobs) {
    if (await placeBlob(folder, blob)) bytes += blob.size;
  }
  return bytes;
}

async function placeNames(folder: HfCacheFolder, { repoId, files }: HfCacheRepo) {
  const commits = new Set<string>();
  const leftOut: HfCacheLeftOut[] = [];
  let newFiles = 0;
  let newBytes = 0;
  for (const { commit, path, ...blob } of files) {
    folder.signal?.throwIfAborted();
    try {
      const isNew = await placeName(folder, join(folder.path, "snapshots", commit, path), blob);
      if (isNew) {
        newFiles += 1;
        newBytes += blob.size;
      }
      commits.add(commit);
    } catch (error) {
      if (!isAboutName(error)) throw error;
      leftOut.push({ repoId, commit, path: path.slice(0, 256), reason: "no-place" });
    }
  }
  return { commits, leftOut, newFiles, newBytes };
}

const ABOUT_NAME = new Set(["ENAMETOOLONG", "EILSEQ", "ENOTDIR", "EISDIR", "EEXIST"]);

/** Whether it is this name that cannot be there: one miner's file must not keep the others' out. */
function isAboutName(error: unknown): boolean {
  return error instanceof Error && "code" in error && ABOUT_NAME.has(String(error.code));
}
