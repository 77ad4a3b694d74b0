import { type ChainClient, getSubnet, type Subnet } from "@flock-tools/chain";
import type { AbortOptions, BlockRef, Clock, Logger } from "@flock-tools/core";
import { silentLogger } from "@flock-tools/core";
import { ROW_INDEX_VERSION } from "@flock-tools/dataset";
import type { Hub } from "@flock-tools/hf";
import {
  finishRun,
  listUnindexedFiles,
  recordObservation,
  type Store,
  type StoredFile,
  startRun,
  sweepPartials,
  sweepWrongDownloads,
} from "@flock-tools/store";
import { createReport, type SyncReport } from "./create-report.ts";
import { createStoreReader } from "./create-store-reader.ts";
import { executePlan } from "./execute-plan.ts";
import { type EvaluationPoolOutcome, fetchEvaluationPool } from "./fetch-evaluation-pool.ts";
import { createMinerViews } from "./miner-views.ts";
import { type FileScope, planSync, type SyncPlan } from "./plan-sync.ts";
import { createProgressTracker, type ProgressTracker } from "./progress-tracker.ts";
import { createRowIndexer, type RowIndexer } from "./row-indexer.ts";
import type { Selection } from "./select-miners.ts";
import type { SyncListener } from "./sync-event.ts";
import type { SyncOutcome } from "./sync-outcome.ts";

export interface SyncSubnetOptions extends AbortOptions {
  readonly chain: ChainClient;
  readonly hub: Hub;
  /** Of the subnet to sync: it knows the netuid. */
  readonly store: Store;
  /** The finalized block to read the subnet at. */
  readonly block: BlockRef;
  /** The newest one, at which the Hub's branches are looked at. Default: `block`. */
  readonly head?: BlockRef | undefined;
  readonly selection?: Selection | undefined;
  /** Default: `data`. */
  readonly files?: FileScope | undefined;
  /** Fetch what the store has, too. Default: false. */
  readonly force?: boolean | undefined;
  /** Requests to the Hub at a time, >= 1. Default: 16. */
  readonly concurrency?: number | undefined;
  /** Largest file to take, in bytes, inclusive. Default: 1 GiB. */
  readonly maxBytes?: number | undefined;
  /** Where the `miner_<uid>` folders are. Default: `miner_datasets` in the store's folder. */
  readonly viewRoot?: string | undefined;
  /** Fetch the evaluation pool, too. Default: false. */
  readonly evaluationPool?: boolean | undefined;
  /** What the catalog's list of runs calls this one. Default: `sync`. */
  readonly command?: string | undefined;
  /** The exit code that the catalog's list of runs shows for a report. Default: always 0. */
  readonly getExitCode?: ((report: SyncReport) => number) | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  readonly onEvent?: SyncListener | undefined;
}

/**
 * Brings the store and the view to a subnet's state at one block: reads the subnet, remembers what it saw, plans,
 * executes the plan, and reports.
 *
 * With a selection only the selected miners' views change. Without one, folders of uids that are not in the subnet
 * any more leave the view; the store forgets nothing.
 *
 * @throws ChainError; UsageError if the selection matches nobody; HubError HUB_UNAUTHORIZED; StoreError; the abort
 * reason. The run then stays unfinished in the catalog, and what had come in is there for the next one.
 */
export async function syncSubnet(options: SyncSubnetOptions): Promise<SyncReport> {
  const { store, block, clock = Date.now, onEvent, getExitCode = () => 0 } = options;
  const startedAt = clock();
  const runId = startRun(store, { command: options.command ?? "sync", block, startedAt });

  const plan = await readPlan(options);
  onEvent?.({ type: "plan", plan });
  const tracker = createProgressTracker(plan.items.length, onEvent);
  const { outcomes, indexer } = await fetchAndIndex(plan, options, tracker);
  const viewRoot = await pruneViews(plan, options);
  const evaluationPool = await fetchPoolIfWanted(options, tracker);
  sweepPartials(store);
  sweepWrongDownloads(store);
  await finishIndex(indexer, options);

  const seconds = (clock() - startedAt) / 1_000;
  const report = createReport({ plan, outcomes, viewRoot, evaluationPool, seconds });
  finishRun(store, { runId, outcomes, exitCode: getExitCode(report) });
  return report;
}

/** Reads the subnet, remembers what was seen, and plans. */
async function readPlan(options: SyncSubnetOptions): Promise<SyncPlan> {
  const { chain, store, block, signal, selection, files = "data", force = false } = options;
  const subnet = await getSubnet(chain, { netuid: store.netuid, block, signal });
  logSubnet(subnet, options.logger ?? silentLogger);
  const { neurons, commitments } = subnet;
  recordObservation(store, { block, neurons, commitments });
  return planSync({ subnet, selection, files, force, ...createStoreReader(store, files) });
}

function logSubnet({ netuid, block, neurons, staleCommitments }: Subnet, logger: Logger): void {
  logger.info("read the subnet", {
    netuid,
    block: block.number,
    neurons: neurons.length,
    staleCommitments: staleCommitments.length,
  });
}

/** Rows are looked at while the next files are on their way: waiting for the Hub takes no processor. */
async function fetchAndIndex(
  plan: SyncPlan,
  options: SyncSubnetOptions,
  tracker: ProgressTracker,
): Promise<{ readonly outcomes: SyncOutcome[]; readonly indexer: RowIndexer }> {
  const failed = new AbortController();
  const { store, signal: outer } = options;
  const signal = outer === undefined ? failed.signal : AbortSignal.any([outer, failed.signal]);
  const indexer = createRowIndexer(store, { signal });
  const onStored = (file: StoredFile): void => indexer.add(file);
  try {
    return { outcomes: await executePlan(plan, { ...options, tracker, onStored }), indexer };
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

async function pruneViews(
  plan: SyncPlan,
  { store, viewRoot, signal }: SyncSubnetOptions,
): Promise<string> {
  const views = createMinerViews(store, { root: viewRoot, signal });
  if (!plan.filtered) await views.prune(plan.registered);
  return views.root;
}

/** The pool stays in the data folder, wherever the miners' folders are. */
async function fetchPoolIfWanted(
  options: SyncSubnetOptions,
  tracker: ProgressTracker,
): Promise<EvaluationPoolOutcome | undefined> {
  if (options.evaluationPool !== true) return undefined;
  const { hub, store, block, head = block, maxBytes, force, signal } = options;
  return fetchEvaluationPool({ hub, store, block: head, maxBytes, force, signal, tracker });
}

/** What earlier runs and other processes have left is looked at too. */
async function finishIndex(
  indexer: RowIndexer,
  { store, logger = silentLogger }: SyncSubnetOptions,
): Promise<void> {
  for (const blob of listUnindexedFiles(store, { version: ROW_INDEX_VERSION })) indexer.add(blob);
  const { damaged, ...indexed } = await indexer.finish();
  logger.info("indexed the rows", indexed);
  for (const sha256 of damaged) logger.warn("a blob is damaged", { sha256 });
}
