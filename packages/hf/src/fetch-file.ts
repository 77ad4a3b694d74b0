import type { AbortOptions, CommitHash, RepoId, Sha256 } from "@flock-tools/core";
import { withCallScope } from "./call-scope.ts";
import { HubIntegrityError } from "./errors.ts";
import type { Hub } from "./hub.ts";
import { openPartialFile, type PartialFile } from "./partial-file.ts";
import { receiveFile } from "./receive-file.ts";
import type { RestOptions } from "./request-rest.ts";
import { withRetry } from "./retry.ts";
import {
  createTransfer,
  type FetchProgress,
  type Transfer,
  type TransferHashes,
} from "./transfer.ts";
import type { Transport } from "./transport.ts";
import { describeUrl, formatFileUrl } from "./urls.ts";

export interface FetchFileOptions extends AbortOptions {
  readonly repoId: RepoId;
  /** 40 hex digits. */
  readonly commit: CommitHash;
  /** As the tree lists it, `/` between segments. */
  readonly path: string;
  /** Nobody else may use it meanwhile. */
  readonly partial: PartialFile;
  /** The largest file to take, inclusive: declared, received and decompressed bytes each. */
  readonly maxBytes: number;
  /** After every piece; `received` starts again from 0 when the download does. */
  readonly onProgress?: (progress: FetchProgress) => void;
  /**
   * Every byte of the file, once and in order, before it is verified; those from an earlier process first. A chunk is
   * valid during the call only. What it throws ends the download.
   */
  readonly onChunk?: (chunk: Uint8Array) => void;
  /** The chunks so far were not the file's: forget them, the first byte comes next. */
  readonly onRestart?: () => void;
}

export interface FetchedFile {
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
  /** Git's blob id, 40 hex digits; undefined for an LFS file, which git knows by its pointer only. */
  readonly gitSha1: string | undefined;
  /** Bytes of an earlier process that were used. */
  readonly resumedFrom: number;
}

/**
 * Downloads one file at one commit into `partial`, which afterwards holds the whole file, verified against the hash
 * that the Hub promised and synced to the disk. Goes on from the bytes that are there; a failure that may pass is
 * tried again from the bytes received. Whatever it throws, the partial file can be given to the next call.
 *
 * @throws HubError, for example `HUB_ENTRY_NOT_FOUND`, `HUB_GATED`, `HUB_TOO_LARGE`
 * @throws HubIntegrityError if the bytes are wrong, twice; if the second ones were a whole file, the partial file holds
 * them, and the error's `wrong` says which they are
 * @throws HubDiskError if the partial file cannot be written
 * @throws UsageError for a repository id, commit or path that cannot be one
 * @throws the abort reason
 */
export async function fetchFile(hub: Hub, options: FetchFileOptions): Promise<FetchedFile> {
  const { repoId, commit, path, maxBytes, partial, onChunk, onProgress, onRestart } = options;
  const url = formatFileUrl(hub.endpoint, { repoId, commit, path });
  if (!(maxBytes >= 0)) throw new RangeError(`maxBytes must be >= 0: got ${maxBytes}`);
  return await withCallScope(hub.transport, options, async (signal) => {
    const open = await openPartialFile(partial);
    try {
      const transfer = createTransfer(open, { onChunk, onProgress, onRestart });
      const hashes = await fetchVerified(hub.transport, transfer, {
        url,
        commit,
        maxBytes,
        signal,
      });
      await open.sync();
      return { size: transfer.length, ...hashes, resumedFrom: transfer.resumedFrom };
    } finally {
      await open.close();
    }
  });
}

/** Wrong bytes are thrown away and asked for once more: a broken cache on the way may do better the second time. */
async function fetchVerified(
  transport: Transport,
  transfer: Transfer,
  options: RestOptions,
): Promise<TransferHashes> {
  try {
    return await fetchOnce(transport, transfer, options);
  } catch (error) {
    if (!isWrongContent(error)) throw error;
    transport.logger.warn(`${error.message}: trying once more from the start`, {
      url: describeUrl(options.url),
    });
    transport.stats.retries += 1;
    await transfer.restart();
  }
  try {
    return await fetchOnce(transport, transfer, options);
  } catch (error) {
    if (isWrongContent(error) && error.wrong === undefined) await transfer.restart();
    throw error;
  }
}

async function fetchOnce(
  transport: Transport,
  transfer: Transfer,
  options: RestOptions,
): Promise<TransferHashes> {
  const { signal, url } = options;
  await withRetry(transport, { signal, measure: () => transfer.length }, () =>
    receiveFile(transport, transfer, options),
  );
  const hashes = await transfer.digest(signal);
  const expected = transfer.identity?.hash;
  const found = expected?.kind === "sha256" ? hashes.sha256 : hashes.gitSha1;
  if (expected !== undefined && found === expected.hex) return hashes;
  throw new HubIntegrityError("the bytes are not those that the Hub promised", {
    details: `${expected?.kind} ${found} instead of ${expected?.hex}, ${describeUrl(url)}`,
    wrong: { sha256: hashes.sha256, size: transfer.length },
  });
}

function isWrongContent(error: unknown): error is HubIntegrityError {
  return error instanceof HubIntegrityError && !error.retryable;
}
