import type { AbortOptions, CommitHash, Uid } from "@flock-tools/core";
import { getCommitHash, getFileInfo, type Hub } from "@flock-tools/hf";
import pLimit, { type LimitFunction } from "p-limit";
import { DEFAULT_CONCURRENCY } from "./execute-plan.ts";
import { explainHubError } from "./explain-hub-error.ts";
import { listSnapshot } from "./fetch-snapshot.ts";
import type { FileScope, PlanItem, PlanReader, SyncPlan, Target } from "./plan-sync.ts";
import { DATA_FILE } from "./snapshot-paths.ts";
import type { FailReason, SkipReason } from "./sync-outcome.ts";

export interface MeasurePlanOptions extends AbortOptions {
  readonly hub: Hub;
  /** Asked once a revision is resolved; what is there already costs nothing. Default: nothing is there. */
  readonly have?: PlanReader["have"] | undefined;
  /** Requests at a time, >= 1. Default: 16. */
  readonly concurrency?: number | undefined;
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
    signal = new AbortController().signal,
  }: MeasurePlanOptions,
): Promise<PlanSizes> {
  const context = { hub, have, signal, limit: pLimit(concurrency), scope: plan.files };
  const sources = new Map<string, Promise<MeasuredItem>>();
  for (const item of plan.items.filter(isToFetch)) {
    const key = formatSource(item);
    if (!sources.has(key)) sources.set(key, measureItem(context, item));
  }
  await Promise.allSettled(sources.values());
  const items = new Map<Uid, MeasuredItem>();
  for (const item of plan.items.filter(isToFetch)) {
    const measured = await sources.get(formatSource(item));
    if (measured !== undefined) items.set(item.uid, measured);
  }
  const measured = await Promise.all(sources.values());
  return {
    haveBytes: sum(
      plan.items.flatMap((item) => (item.action === "have" ? item.files : [])),
      "size",
    ),
    fetchBytes: sum(
      measured.filter((item) => "bytes" in item),
      "bytes",
    ),
    unknown: measured.filter((item) => !("bytes" in item)).length,
    items,
  };
}

type ItemToFetch = Extract<PlanItem, { action: "fetch" | "resolve" }>;

interface MeasureContext {
  readonly hub: Hub;
  readonly have: PlanReader["have"] | undefined;
  readonly signal: AbortSignal;
  readonly limit: LimitFunction;
  readonly scope: FileScope;
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
  { repoId, commit }: { readonly repoId: string; readonly commit: CommitHash },
): Promise<MeasuredItem> {
  const { hub, limit, signal, scope } = context;
  if (scope === "all")
    return { bytes: sum(await listSnapshot(context, { repoId, commit }), "size") };
  const { size } = await limit(async () => {
    signal.throwIfAborted();
    return getFileInfo(hub, { repoId, commit, path: DATA_FILE, signal });
  });
  return size === undefined
    ? { reason: "size-unknown", detail: "the Hub does not say" }
    : { bytes: size };
}

function sum<K extends string>(items: readonly Readonly<Record<K, number>>[], key: K): number {
  return items.reduce((total, item) => total + item[key], 0);
}
