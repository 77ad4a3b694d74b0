import { createHash, randomBytes } from "node:crypto";
import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { CommitHash, RepoId, Sha256 } from "@flock-tools/core";
import { hasBlob } from "./blobs.ts";
import { codeOf, toStoreError } from "./errors.ts";
import { formatOwner, isAlive, type Owner, parseOwner } from "./owner.ts";
import type { SqlRow } from "./sqlite.ts";
import type { Store, StoreInternals } from "./store.ts";

/** One file of one immutable snapshot. */
export interface SnapshotFileKey {
  readonly repoId: RepoId;
  readonly commit: CommitHash;
  /** As the repository names it, with `/`. */
  readonly path: string;
}

/** An unfinished download that this process alone holds. It may have bytes of an earlier process, or not exist yet. */
export interface ClaimedPartial {
  /** Absolute. */
  readonly path: string;
  /** Absolute: where the validator of the bytes in `path` is kept. */
  readonly etagPath: string;
  /** Gives the claim up and keeps the bytes for whoever asks next. */
  release(): void;
  /** Gives the claim up and deletes the bytes. */
  discard(): void;
}

/**
 * Claims the partial download of one file for this process: the largest one that was released or whose process is dead,
 * or a new one. What a live process holds is never taken, so two processes that fetch the same file each have their own.
 *
 * @throws StoreError when tmp/ cannot be read or written
 */
export function openPartial(store: Store, key: SnapshotFileKey): ClaimedPartial {
  const { layout, owner } = store.internals;
  const prefix = partialPrefix(key);
  try {
    const mine = join(layout.tmp, `${prefix}.${formatOwner(owner)}.${nonce()}`);
    adoptLargest(store.internals, { prefix, base: mine });
    return createClaim(join(layout.tmp, `${prefix}.free.${nonce()}`), mine);
  } catch (error) {
    throw toStoreError(error, layout.tmp);
  }
}

function createClaim(free: string, mine: string): ClaimedPartial {
  let isHeld = true;
  const giveUp = (how: () => void): void => {
    if (!isHeld) return;
    isHeld = false;
    try {
      how();
    } catch (error) {
      throw toStoreError(error, mine);
    }
  };
  return {
    path: `${mine}.part`,
    etagPath: `${mine}.etag`,
    release: () =>
      giveUp(() => {
        if (sizeOf(`${mine}.part`) > 0) renamePartial(mine, free);
        else removePartial(mine);
      }),
    discard: () => giveUp(() => removePartial(mine)),
  };
}

/** One partial in tmp/: `<base>.part` and perhaps `<base>.etag`. */
interface FoundPartial {
  readonly base: string;
  /** undefined: released. */
  readonly owner: Owner | undefined;
}

const NAME = /^([0-9a-f]{64}\.(free|\d+-[0-9a-f]+-[0-9a-f]{8})\.[0-9a-f]{16})\.(?:part|etag)$/;

function listPartials(tmp: string): FoundPartial[] {
  const found = new Map<string, FoundPartial>();
  for (const name of readdirSync(tmp)) {
    const [, base, holder] = NAME.exec(name) ?? [];
    if (base === undefined || holder === undefined) continue;
    found.set(base, { base: join(tmp, base), owner: parseOwner(holder) });
  }
  return [...found.values()];
}

function isFree({ owner }: FoundPartial, self: Owner): boolean {
  return owner === undefined || !isAlive(owner, self);
}

function adoptLargest(
  { layout, owner: self }: StoreInternals,
  { prefix, base }: { readonly prefix: string; readonly base: string },
): void {
  const free = listPartials(layout.tmp)
    .filter((partial) => partial.base.startsWith(join(layout.tmp, prefix)) && isFree(partial, self))
    .map((partial) => ({ ...partial, size: sizeOf(`${partial.base}.part`) }))
    .toSorted((a, b) => b.size - a.size);
  // Of several processes that find the same one, the rename succeeds in one and finds nothing in the others.
  free.some(({ base: from, size }) => size > 0 && renamePartial(from, base));
  // What a process leaves that was killed before the first byte.
  for (const { base: empty, size } of free) if (size <= 0) removePartial(empty);
}

// The bytes go first: a validator without its bytes is harmless, one beside other bytes is not.
function renamePartial(from: string, to: string): boolean {
  if (!renameIfThere(`${from}.part`, `${to}.part`)) return false;
  renameIfThere(`${from}.etag`, `${to}.etag`);
  return true;
}

function renameIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function removePartial(base: string): void {
  rmSync(`${base}.part`, { force: true });
  rmSync(`${base}.etag`, { force: true });
}

/** Bytes, or -1 when the file is not there. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1;
}

const STALE_MS = 7 * 24 * 3_600_000;

/**
 * Deletes partial downloads that nobody has written to for 7 days and whose process is known to be dead, and gives how
 * many they were. What may belong to a live one is left to `collectGarbage`, which has the folder to itself.
 *
 * @throws StoreError when tmp/ cannot be read or written
 */
export function sweepPartials(store: Store): number {
  const { layout, owner: self, clock } = store.internals;
  try {
    const stale = listPartials(layout.tmp).filter(
      (partial) => isFree(partial, self) && isStale(partial.base, clock()),
    );
    for (const { base } of stale) removePartial(base);
    return stale.length;
  } catch (error) {
    throw toStoreError(error, layout.tmp);
  }
}

function isStale(base: string, now: number): boolean {
  return areStale([`${base}.part`, `${base}.etag`], now);
}

/** Whether nobody has written to any of these files, those that are there, for 7 days. */
export function areStale(paths: readonly string[], now: number): boolean {
  const touched = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  // A time in the future is of a clock that was wrong, and says as little for the file.
  return Math.abs(now - Math.max(...touched)) > STALE_MS;
}

/** A partial that is good for nothing, by whoever has the folder to itself. */
export interface UselessPartial {
  /** Absolute: of its bytes and of their validator, whether they are there or not. */
  readonly paths: readonly string[];
  /** Of both. */
  readonly bytes: number;
}

/**
 * Partials that nobody will go on with: empty ones, those of files that are in the store, and those that nobody has
 * written to for 7 days. Takes for granted that no other process has any.
 *
 * @throws StoreError when tmp/ cannot be read
 */
export function listUselessPartials(store: Store): UselessPartial[] {
  const { layout, clock, sqlite } = store.internals;
  try {
    const partials = listPartials(layout.tmp);
    if (partials.length === 0) return [];
    const rows = sqlite.all("SELECT repo_id, commit_hash, path, sha256, size FROM snapshot_files");
    const known = new Set(rows.filter((row) => hasBlob(store, toRef(row))).map(toPrefix));
    return partials
      .filter(({ base }) => {
        const isKnown = known.has(basename(base).slice(0, 64));
        return isKnown || sizeOf(`${base}.part`) <= 0 || isStale(base, clock());
      })
      .map(({ base }) => {
        const paths = [`${base}.part`, `${base}.etag`];
        return { paths, bytes: paths.reduce((sum, path) => sum + Math.max(sizeOf(path), 0), 0) };
      });
  } catch (error) {
    throw toStoreError(error, layout.tmp);
  }
}

function toRef(row: SqlRow): { sha256: Sha256; size: number } {
  return { sha256: row["sha256"] as Sha256, size: row["size"] as number };
}

function toPrefix(row: SqlRow): string {
  return partialPrefix({
    repoId: row["repo_id"] as RepoId,
    commit: row["commit_hash"] as CommitHash,
    path: row["path"] as string,
  });
}

// Repository and file names are hostile and may be longer than a file's name can be.
export function partialPrefix({ repoId, commit, path }: SnapshotFileKey): string {
  return createHash("sha256")
    .update(JSON.stringify([repoId, commit, path]))
    .digest("hex");
}

function nonce(): string {
  return randomBytes(8).toString("hex");
}
