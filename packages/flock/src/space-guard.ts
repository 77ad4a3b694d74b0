import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  checkFreeSpace,
  type DiskSpace,
  sharesBlocks,
  type Store,
  StoreError,
} from "@flock-tools/store";
import type { DatasetFailure } from "./explain-hub-error.ts";
import type { PlanItem, SyncPlan } from "./plan-sync.ts";
import type { ProgressTracker } from "./progress-tracker.ts";

export interface SpaceGuardOptions {
  readonly store: Store;
  /** Where the `miner_<uid>` folders are or will be. Default: `miner_datasets` in the store's folder. */
  readonly viewRoot?: string | undefined;
  /** How the system is asked for the room on a disk. */
  readonly readSpace?: ((folder: string) => DiskSpace) | undefined;
}

/** Looks at the room on the disks before it is used up: a full disk stops everybody who uses it. */
export interface SpaceGuard {
  /**
   * For the copies that a plan is going to make of what is there already.
   *
   * @throws StoreError STORE_NO_SPACE
   */
  checkPlan(plan: SyncPlan): void;
  /**
   * A tracker that does the same as `tracker`, and throws StoreError STORE_NO_SPACE at the first bytes of a file that does
   * not fit beside those on their way, as files and as copies. A size that the Hub does not name is not counted. Others
   * that fit go on: nobody should be able to stop them by publishing a large file.
   */
  watch(tracker: ProgressTracker): ProgressTracker;
}

export function createSpaceGuard({
  store,
  viewRoot = join(store.dataDir, "miner_datasets"),
  readSpace,
}: SpaceGuardOptions): SpaceGuard {
  const root = resolve(viewRoot);
  let isFree: boolean | undefined;
  // Asked when there is something to copy, since the answer costs two files.
  const sizeOfCopies = (bytes: number): number => {
    if (bytes === 0) return 0;
    isFree ??= existsSync(root) ? sharesBlocks(store, root) : sharesBlocks(store, store.dataDir);
    return isFree ? 0 : bytes;
  };
  const check = (fetched: number, copied: number): void =>
    checkFreeSpace(
      [
        { folder: store.dataDir, bytes: fetched },
        { folder: root, bytes: sizeOfCopies(copied) },
      ],
      readSpace,
    );
  return {
    checkPlan: (plan) => check(0, sum(plan.items.map((item) => sizeOfMissingCopies(root, item)))),
    watch: (tracker) => watch(tracker, check),
  };
}

/** The outcome that a file has which does not fit, or undefined for any other error. */
export function explainNoSpace(error: unknown): DatasetFailure | undefined {
  if (!(error instanceof StoreError) || error.code !== "STORE_NO_SPACE") return undefined;
  return { status: "failed", reason: "no-space", retryable: true, detail: error.message };
}

interface KnownDownload {
  received: number;
  readonly size: number;
}

function watch(
  tracker: ProgressTracker,
  check: (fetched: number, copied: number) => void,
): ProgressTracker {
  const known = new Set<KnownDownload>();
  const checkAll = (): void => {
    const all = [...known];
    check(sum(all.map(({ size, received }) => size - received)), sum(all.map(({ size }) => size)));
  };
  return {
    ...tracker,
    startDownload(about) {
      const download = tracker.startDownload(about);
      let mine: KnownDownload | undefined;
      return {
        update(progress) {
          download.update(progress);
          const { received, resumed, size } = progress;
          if (mine !== undefined) mine.received = received;
          // Bytes of an earlier process are on the disk already, and how many is known when they are through.
          else if (size !== undefined && received > resumed) {
            // What came just now may still be in memory.
            mine = { received: resumed, size };
            known.add(mine);
            try {
              checkAll();
            } catch (error) {
              known.delete(mine);
              throw error;
            }
          }
        },
        end() {
          if (mine !== undefined) known.delete(mine);
          download.end();
        },
      };
    },
  };
}

/** Of what a plan has, as far as the miner's folder does not have a file of that size. */
function sizeOfMissingCopies(root: string, item: PlanItem): number {
  if (item.action !== "have") return 0;
  const folder = join(root, `miner_${item.uid}`);
  const missing = item.files.filter(
    ({ path, size }) => statSync(join(folder, path), { throwIfNoEntry: false })?.size !== size,
  );
  return sum(missing.map(({ size }) => size));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
