import { createFileHasher, createGitBlobHash, type FileHasher } from "./file-hasher.ts";
import { type FileIdentity, isSameIdentity } from "./file-identity.ts";
import type { OpenPartial } from "./partial-file.ts";

/** What the caller of a download is told while it runs. */
export interface TransferEvents {
  readonly onChunk?: ((chunk: Uint8Array) => void) | undefined;
  readonly onRestart?: (() => void) | undefined;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
}

export interface FetchProgress {
  /** Bytes that are there, those from an earlier process included. */
  readonly received: number;
  /** Those of them that an earlier process has left. */
  readonly resumed: number;
  /** Undefined while the Hub has not said. */
  readonly size: number | undefined;
}

export interface TransferHashes {
  readonly sha256: string;
  /** Undefined for a file whose content hash is a SHA-256. */
  readonly gitSha1: string | undefined;
}

/**
 * One file on its way: the partial file, the promise it must keep, and the hashes of the bytes so far. Bytes on disk
 * from an earlier process are hashed, and shown to the caller, only when it is sure that they will be used.
 */
export interface Transfer {
  readonly identity: FileIdentity | undefined;
  /** Bytes there. */
  readonly length: number;
  /** Bytes that were there before this process, as far as they were used. */
  readonly resumedFrom: number;
  /** For If-Range. */
  readonly validator: string | undefined;
  /** Takes the Hub's promise; bytes that belong to another one are dropped. */
  expect(identity: FileIdentity): Promise<void>;
  /** Hashes and shows what an earlier process left. */
  adopt(signal: AbortSignal): Promise<void>;
  /** Before the first byte of a body from zero: its ETag, if it may stand in If-Range. */
  begin(validator: string | undefined): void;
  /** Takes the next bytes; returns a promise when the caller should wait for the disk. */
  push(chunk: Uint8Array): Promise<void> | undefined;
  flush(): Promise<void>;
  /** Drops all bytes. */
  restart(): Promise<void>;
  /** Of the whole file. */
  digest(signal: AbortSignal): Promise<TransferHashes>;
}

export function createTransfer(partial: OpenPartial, events: TransferEvents): Transfer {
  let identity: FileIdentity | undefined;
  let hasher: FileHasher | undefined;
  let hashed = 0;
  let resumedFrom = 0;

  const show = (chunk: Uint8Array): void => {
    hasher ??= createFileHasher(identity?.hash.kind ?? "git-sha1", identity?.size);
    hasher.update(chunk);
    hashed += chunk.length;
    events.onChunk?.(chunk);
    events.onProgress?.({ received: hashed, resumed: resumedFrom, size: identity?.size });
  };
  const restart = async (): Promise<void> => {
    const shown = hashed > 0;
    hasher = undefined;
    hashed = 0;
    resumedFrom = 0;
    await partial.clear();
    if (shown) events.onRestart?.();
  };
  return {
    get identity() {
      return identity;
    },
    get length() {
      return partial.length;
    },
    get resumedFrom() {
      return resumedFrom;
    },
    get validator() {
      return partial.note?.validator;
    },
    async expect(next) {
      const changed = identity !== undefined && !isSameIdentity(identity, next);
      const foreign = partial.note !== undefined && partial.note.etag !== next.hash.hex;
      const tooLong = next.size !== undefined && partial.length > next.size;
      identity = next;
      if (partial.length > 0 && (changed || foreign || tooLong)) await restart();
    },
    async adopt(signal) {
      if (hashed > 0) return;
      for await (const chunk of partial.read()) {
        signal.throwIfAborted();
        resumedFrom += chunk.length;
        show(chunk);
      }
    },
    begin(validator) {
      if (identity !== undefined) partial.setNote({ etag: identity.hash.hex, validator });
    },
    push(chunk) {
      const full = partial.append(chunk);
      show(chunk);
      return full;
    },
    flush: () => partial.flush({ unfinished: hashed !== identity?.size }),
    restart,
    async digest(signal) {
      const kind = identity?.hash.kind ?? "git-sha1";
      const done = (hasher ?? createFileHasher(kind, 0)).digest();
      if (kind !== "git-sha1" || done.gitSha1 !== undefined) return done;
      return { ...done, gitSha1: await readGitSha1(partial, signal) };
    },
  };
}

// Git puts the size before the content: unless the Hub says it in time, the file has to be read once more.
async function readGitSha1(partial: OpenPartial, signal: AbortSignal): Promise<string> {
  const hash = createGitBlobHash(partial.length);
  for await (const chunk of partial.read()) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}
