import type { AbortOptions, CommitHash, RepoId, Uid } from "@flock-tools/core";
import { getCommitHash, getFileInfo, type Hub } from "@flock-tools/hf";
import pLimit, { type LimitFunction } from "p-limit";
import { DEFAULT_CONCURRENCY, DEFAULT_MAX_BYTES } from "./execute-plan.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { listSnapshot } from "./fetch-snapshot.ts";
import type { FileScope, PlanItem, PlanReader, SyncPlan, Target } from "./plan-sync.ts";
import { shareFate } from "./share-fate.ts";
import { chooseFiles, DATA_FILE } from "./snapshot-paths.ts";
import type { FailReason, SkipReason } from "./sync-outcome.ts";

export interface MeasurePlanOptions extends AbortOptions {
  readonly hub: Hub;
  /** Asked once a revision is resolved; what is there already costs nothing. Default: nothing is there. */
  readonly have?: PlanReader["have"] | undefined;
  /** Requests at a time, >= 1. Default: 16. */
  readonly concurrency?: number | undefined;
  /** Largest file that would be taken, in bytes, inclusive. Default: 1 GiB. */
  readonly maxBytes?: number | undefined;
}

/** How much there is to fetch for one miner, or why that cannot be said. */
export type MeasuredItem =
  | { readonly bytes: number }
  | { readonly reason: SkipReason | FailReason | "size-unknown"; readonly detail: string };

/** What a plan would cost. */
export interface PlanSizes {
  /** Of the data sets that the store has; what several miners point at is counted for each. */
  readonly haveBytes: number;
  /** To be fetched; what several miners point at is counted once. */
  readonly fetchBytes: number;
  /** Data sets whose size cannot be said; what several miners point at is counted once. */
  readonly unknown: number;
  /** Those of the items to fetch or to resolve. */
  readonly items: ReadonlyMap<Uid, MeasuredItem>;
}

/**
 * Asks the Hub how large the data sets to fetch are, without fetching any: one request for each (one a page where
 * whole snapshots are wanted), and one more where the revision has to be resolved. Nothing is written anywhere.
 *
 * @throws HubError HUB_UNAUTHORIZED and the abort reason
 */
export async function measurePlan(
  plan: SyncPlan,
  {
    hub,
    have,
    concurrency = DEFAULT_CONCURRENCY,
    maxBytes = DEFAULT_MAX_BYTES,
    signal: outer,
  }: MeasurePlanOptions,
): Promise<PlanSizes> {
  const toFetch = plan.items.filter(isToFetch);
  const sources = new Map(toFetch.map((item) => [formatSource(item), item]));
  const measured = await shareFate(outer, (signal) => {
    const context = { hub, have, signal, limit: pLimit(concurrency), scope: plan.files, maxBytes };
    return [...sources].map(async ([source, item]): Promise<[string, MeasuredItem]> => [
      source,
      await measureItem(context, item),
    ]);
  });
  const bySource = new Map(measured);
  const sizes = [...bySource.values()].flatMap((item) => ("bytes" in item ? [item.bytes] : []));
  const stored = plan.items.flatMap((item) => (item.action === "have" ? item.files : []));
  return {
    haveBytes: sum(stored.map(({ size }) => size)),
    fetchBytes: sum(sizes),
    unknown: bySource.size - sizes.length,
    items: new Map(
      toFetch.flatMap((item) => {
        const found = bySource.get(formatSource(item));
        return found === undefined ? [] : [[item.uid, found]];
      }),
    ),
  };
}

type ItemToFetch = Extract<PlanItem, { action: "fetch" | "resolve" }>;

interface MeasureContext {
  readonly hub: Hub;
  readonly have: PlanReader["have"] | undefined;
  readonly signal: AbortSignal;
  readonly limit: LimitFunction;
  readonly scope: FileScope;
  readonly maxBytes: number;
}

function isToFetch(item: PlanItem): item is ItemToFetch {
  return item.action === "fetch" || item.action === "resolve";
}

function formatSource({ target }: ItemToFetch): string {
  return `${target.repoId}@${"commit" in target ? target.commit : target.revision}`;
}

async function measureItem(context: MeasureContext, item: ItemToFetch): Promise<MeasuredItem> {
  try {
    if (item.action === "fetch") return await measureSnapshot(context, item.target);
    const { repoId } = item.target;
    const commit = await resolveRevision(context, item.target);
    if (context.have?.(repoId, commit) !== undefined) return { bytes: 0 };
    return await measureSnapshot(context, { repoId, commit });
  } catch (error) {
    context.signal.throwIfAborted();
    const failure = explainHubError(error);
    if (failure === undefined) throw error;
    return { reason: failure.reason, detail: failure.detail ?? "" };
  }
}

function resolveRevision(
  { hub, limit, signal }: MeasureContext,
  { repoId, revision }: Target,
): Promise<CommitHash> {
  return limit(async () => {
    signal.throwIfAborted();
    return getCommitHash(hub, { repoId, revision, signal });
  });
}

async function measureSnapshot(
  context: MeasureContext,
  { repoId, commit }: { readonly repoId: RepoId; readonly commit: CommitHash },
): Promise<MeasuredItem> {
  const { hub, limit, signal, scope, maxBytes } = context;
  if (scope === "all") {
    const { chosen } = chooseFiles(await listSnapshot(context, { repoId, commit }), { maxBytes });
    return { bytes: sum(chosen.map(({ size }) => size)) };
  }
  const { size } = await limit(async () => {
    signal.throwIfAborted();
    return getFileInfo(hub, { repoId, commit, path: DATA_FILE, signal });
  });
  if (size === undefined) return { reason: "size-unknown", detail: "the Hub does not say" };
  if (size > maxBytes) return { reason: "too-large", detail: `${size} bytes, ${maxBytes} allowed` };
  return { bytes: size };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
