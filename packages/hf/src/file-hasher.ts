import { createHash, type Hash } from "node:crypto";
import type { ContentHash } from "./headers.ts";

/** Hashes of one file, fed in order. */
export interface FileHasher {
  update(chunk: Uint8Array): void;
  /** Ends it; `gitSha1` is undefined unless the content hash is one and the size was known from the start. */
  digest(): { readonly sha256: string; readonly gitSha1: string | undefined };
}

/** The hash that git names a blob of `size` bytes by, before its first byte (git, Documentation/gitformat-loose). */
export function createGitBlobHash(size: number): Hash {
  return createHash("sha1").update(`blob ${size}\0`);
}

/**
 * SHA-256 always, since that is what content is kept by; git's SHA-1 only if it is what will be compared: it costs
 * nearly as much again.
 */
export function createFileHasher(kind: ContentHash["kind"], size: number | undefined): FileHasher {
  const sha256 = createHash("sha256");
  const gitSha1 = kind === "git-sha1" && size !== undefined ? createGitBlobHash(size) : undefined;
  return {
    update(chunk) {
      sha256.update(chunk);
      gitSha1?.update(chunk);
    },
    digest: () => ({ sha256: sha256.digest("hex"), gitSha1: gitSha1?.digest("hex") }),
  };
}
