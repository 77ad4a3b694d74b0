import type { AbortOptions, Sha256 } from "@flock-tools/core";
import type { Hub } from "@flock-tools/hf";
import {
  type ChangedCopy,
  type DamagedBlob,
  findSnapshotFile,
  quarantineBlobs,
  restoreBlobs,
  rewriteViews,
  type Store,
  type StoreVerification,
  useStoreAlone,
  type VerifyProgress,
  verifyStore,
  type ViewVerification,
  verifyViews,
} from "@flock-tools/store";
import pLimit from "p-limit";
import { indexStore } from "../index-store.ts";
import { fetchBlob } from "./fetch-blob.ts";

export interface MendStoreOptions extends AbortOptions {
  /** Called when something has to be fetched. Default: nothing is. */
  readonly getHub?: (() => Promise<Hub>) | undefined;
  /** Say what is wrong and change nothing. Default: false. */
  readonly dryRun?: boolean | undefined;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  /** Called before anything is changed, if something is wrong. */
  readonly onDamage?: ((found: FoundDamage) => void) | undefined;
}

export interface FoundDamage {
  readonly damaged: readonly DamagedBlob[];
  readonly changed: readonly ChangedCopy[];
}

/**
 * What became of a damaged blob: brought back from a copy for people, fetched again, whole again by the hand of another
 * process, or not needed by any snapshot. Undefined: it is still not there.
 */
export type BlobMend = "copy" | "fetched" | "whole" | "not-needed";

export interface MendedBlob extends DamagedBlob {
  readonly mended: BlobMend | undefined;
  /** Why it could not be mended, one line; may hold text of the Hub. */
  readonly detail?: string;
  /** Where the damaged bytes are kept; absolute. */
  readonly quarantined?: string;
}

export interface MendedCopy extends ChangedCopy {
  readonly mended: boolean;
}

/** What a verification found and did: plain data, ready for JSON. */
export interface MendReport extends Omit<StoreVerification, "damaged"> {
  /** Whether all is right now. */
  readonly ok: boolean;
  readonly damaged: readonly MendedBlob[];
  readonly copies: Omit<ViewVerification, "changed"> & { readonly changed: readonly MendedCopy[] };
}

const REQUESTS_AT_A_TIME = 8;
const NOT_LOOKED_AT: ViewVerification = {
  files: 0,
  bytes: 0,
  changed: [],
  unknown: 0,
  absentRoots: [],
};

/**
 * Verifies all of a store and mends what it can: damaged blobs go to quarantine/ and are brought back from copies for
 * people or from the Hub, indexes of rows are made again, and copies that differ are rewritten. What is right costs no
 * request, and other processes may use the store until something is wrong; from then on it has to be free. If the catalog
 * is damaged, nothing is changed.
 *
 * @throws StoreError STORE_LOCKED if something is wrong and another process has the store open, and others; HubError
 * HUB_UNAUTHORIZED; the abort reason
 */
export async function mendStore(store: Store, options: MendStoreOptions = {}): Promise<MendReport> {
  const { signal, onProgress, onDamage, dryRun = false } = options;
  const { damaged, ...found } = await verifyStore(store, { signal, onProgress });
  // Of a damaged catalog no name is read.
  const { changed, ...copies } =
    found.catalog.length > 0 ? NOT_LOOKED_AT : await verifyViews(store, { signal });
  const isRight = damaged.length === 0 && changed.length === 0;
  if (!isRight) onDamage?.({ damaged, changed });
  if (isRight || dryRun || found.catalog.length > 0) {
    const left = damaged.map((blob) => ({ ...blob, mended: undefined }));
    return {
      ...found,
      ok: isRight && found.catalog.length === 0,
      damaged: left,
      copies: { ...copies, changed: changed.map((copy) => ({ ...copy, mended: false })) },
    };
  }
  return useStoreAlone(store, "pnpm dl --verify", async () => {
    const blobs = await mendBlobs(store, damaged, options);
    const only = new Set(changed.map(({ path }) => path));
    const written = new Set((await rewriteViews(store, { signal, only })).map(({ path }) => path));
    await indexStore(store, { signal });
    const rewritten = changed.map((copy) => ({ ...copy, mended: written.has(copy.path) }));
    return {
      ...found,
      ok: [...blobs, ...rewritten].every(({ mended }) => mended !== undefined && mended !== false),
      damaged: blobs,
      copies: { ...copies, changed: rewritten },
    };
  });
}

async function mendBlobs(
  store: Store,
  damaged: readonly DamagedBlob[],
  { getHub, signal }: MendStoreOptions,
): Promise<MendedBlob[]> {
  const moved = await quarantineBlobs(store, { blobs: damaged.map(toHash), signal });
  const lost = damaged.filter((blob) => blob.uses.length > 0 && !isThere(store, blob));
  const restored = await restoreBlobs(store, { blobs: lost.map(toHash), signal });
  const missing = lost.filter(({ sha256 }) => !restored.has(sha256));
  const failures = await fetchBlobs(store, missing, { getHub, signal });
  const fetched = new Set(missing.filter((blob) => isThere(store, blob)).map(toHash));
  return damaged.map((blob) => {
    const { sha256 } = blob;
    const detail = failures.get(sha256);
    const quarantined = moved.get(sha256);
    const mended = howMended(blob, { restored, fetched, missing });
    return {
      ...blob,
      mended,
      ...(mended === undefined && detail !== undefined && { detail }),
      ...(quarantined !== undefined && { quarantined }),
    };
  });
}

interface Mending {
  readonly restored: { has(sha256: Sha256): boolean };
  readonly fetched: ReadonlySet<Sha256>;
  readonly missing: readonly DamagedBlob[];
}

function howMended(
  blob: DamagedBlob,
  { restored, fetched, missing }: Mending,
): BlobMend | undefined {
  if (blob.uses.length === 0) return "not-needed";
  if (restored.has(blob.sha256)) return "copy";
  if (fetched.has(blob.sha256)) return "fetched";
  return missing.includes(blob) ? undefined : "whole";
}

/** Why each of those could not be fetched that could not. */
async function fetchBlobs(
  store: Store,
  blobs: readonly DamagedBlob[],
  { getHub, signal }: Pick<MendStoreOptions, "getHub" | "signal">,
): Promise<ReadonlyMap<Sha256, string>> {
  const failures = new Map<Sha256, string>();
  if (blobs.length === 0) return failures;
  if (getHub === undefined) {
    return new Map(blobs.map(({ sha256 }) => [sha256, "the Hub may not be asked"]));
  }
  const hub = await getHub();
  const limit = pLimit(REQUESTS_AT_A_TIME);
  const work = blobs.map((blob) =>
    limit(async () => {
      const why = await fetchBlob(store, { hub, blob, signal });
      if (why !== undefined) failures.set(blob.sha256, why);
    }),
  );
  await Promise.allSettled(work);
  await Promise.all(work);
  return failures;
}

function isThere(store: Store, { sha256, uses }: DamagedBlob): boolean {
  return uses.some((use) => findSnapshotFile(store, use)?.sha256 === sha256);
}

function toHash({ sha256 }: DamagedBlob): Sha256 {
  return sha256;
}
