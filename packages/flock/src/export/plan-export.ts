import type { AbortOptions, BlockNumber, Uid } from "@flock-tools/core";
import {
  findObservation,
  listCommitments,
  listObservedBlocks,
  openBlob,
  readRowIndex,
  type Store,
} from "@flock-tools/store";
import { createChangedFileError } from "../errors.ts";
import { indexStore } from "../index-store.ts";
import type { JudgementSource, SourcedMiner } from "../judgement-source.ts";
import { judge } from "../judgement/judge.ts";
import type { RuleSet } from "../judgement/rule-set.ts";
import type { MinerVerdict } from "../judgement/verdict.ts";
import { findLastOutcomes } from "../last-outcomes.ts";
import { readJudgementInput } from "../read-judgement-input.ts";
import type { IndexProgress } from "../row-indexer.ts";
import { checkCount, createRowFilter } from "./create-row-filter.ts";
import type { ExportMiner, ExportPlan, LeftOutMiner } from "./export-plan.ts";
import { findBlockRange } from "./find-block-range.ts";
import type { RowSelection } from "./row-selection.ts";
import { selectExportMiners } from "./select-export-miners.ts";

export interface PlanExportOptions extends AbortOptions {
  /** Default: everything. */
  readonly selection?: RowSelection | undefined;
  /** Who is eligible. Default: the rules in force at the time of the block. */
  readonly ruleSet?: RuleSet | undefined;
  /** Called after each file that had to be indexed first. */
  readonly onIndexProgress?: ((progress: IndexProgress) => void) | undefined;
}

/**
 * What an export of these rows would read: the commitments of the newest observed block, and of their files those that
 * the store has. Reads the catalog alone, unless a file has no index yet.
 *
 * @throws UsageError NOTHING_OBSERVED, SELECTION_EMPTY, or for `since` behind `until`; RangeError for a count that is not
 * an integer >= 0; StoreError and FlockError FILE_CHANGED for a file that is gone; the abort reason
 */
export async function planExport(
  store: Store,
  { selection = {}, ruleSet, signal, onIndexProgress }: PlanExportOptions = {},
): Promise<ExportPlan> {
  checkSelection(selection);
  await indexStore(store, { signal, onProgress: onIndexProgress });
  const blocks = listObservedBlocks(store);
  const newest = blocks.at(-1);
  const asOf = newest && { block: newest.number };
  const source = await readJudgementInput(store, { ruleSet, asOf, signal });
  const observation = newest && findObservation(store, newest.number);
  // Without one the source could not have been read.
  if (observation === undefined) throw new TypeError("an observed block without an observation");
  const range = findBlockRange(selection, blocks);
  const { netuid } = store;
  const { miners: chosen, unmatched } = selectExportMiners({
    netuid,
    observation,
    miners: source.miners,
    selection,
    range,
  });
  checkFiles(store, { miners: chosen, block: observation.block.number });
  const verdicts = selection.only === "eligible" ? listVerdicts(source) : undefined;
  const planned = chosen.map((miner) => planMiner(store, miner, verdicts?.get(miner.uid)));
  const miners = planned.filter((miner) => "rows" in miner);
  const rows = sum(miners.map((miner) => miner.rows));
  return {
    netuid,
    block: observation.block,
    ruleSet: source.input.ruleSet.name,
    range,
    miners,
    leftOut: planned.filter((miner) => "reason" in miner),
    unmatched,
    rows,
    bytes: sum(miners.map(({ bytes }) => bytes)),
    mostRows: Math.min(rows, selection.sample ?? rows, selection.limit ?? rows),
  };
}

function checkSelection(selection: RowSelection): void {
  createRowFilter(selection);
  checkCount("sample", selection.sample);
  checkCount("limit", selection.limit);
}

/**
 * Miners without a file are left out, but not those whose file was fetched and is gone since.
 *
 * @throws StoreError STORE_BLOB_MISSING, FlockError FILE_CHANGED
 */
function checkFiles(
  store: Store,
  { miners, block }: { readonly miners: readonly SourcedMiner[]; readonly block: BlockNumber },
): void {
  const missing = miners.filter(({ file, commit }) => file.status === "none" && commit);
  if (missing.length === 0) return;
  const outcomes = findLastOutcomes(store, { block });
  for (const { hotkey = "", repoId, commit } of missing) {
    const outcome = outcomes.get(hotkey);
    const isFetched = outcome?.repoId === repoId && outcome?.commit === commit;
    if (!isFetched || outcome?.sha256 === undefined || outcome.reason !== undefined) continue;
    openBlob(store, outcome.sha256).destroy();
    throw createChangedFileError(`${repoId} at ${commit}: the stored file ${outcome.sha256}`);
  }
}

function listVerdicts({ input }: JudgementSource): ReadonlyMap<Uid, MinerVerdict> {
  return new Map(judge(input).miners.map((verdict) => [verdict.uid, verdict]));
}

function planMiner(
  store: Store,
  miner: SourcedMiner,
  verdict: MinerVerdict | undefined,
): ExportMiner | LeftOutMiner {
  const { uid, hotkey = "", coldkey = "", repoId, competitionId, commitmentBlock } = miner;
  const common = { uid, hotkey, coldkey };
  const leaveOut = (reason: string): LeftOutMiner => ({
    ...common,
    repoId,
    competitionId,
    commitmentBlock,
    reason,
    verdict: reason === "not-eligible" ? verdict?.reason : undefined,
  });
  const { file, revision, commit, sha256 } = miner;
  if (file.status === "none") return leaveOut(file.reason);
  const size = sha256 && readRowIndex(store, sha256, { maxRows: 0 });
  // Whatever has a file has all of these.
  const isWhole =
    repoId !== undefined && competitionId !== undefined && commitmentBlock !== undefined;
  if (!isWhole || revision === undefined || commit === undefined || !size) {
    return leaveOut("not-fetched");
  }
  if (verdict !== undefined && verdict.verdict !== "eligible") return leaveOut("not-eligible");
  return {
    ...common,
    repoId,
    competitionId,
    revision,
    commit,
    commitmentBlock,
    firstSeenBlock: findFirstSeen(store, { hotkey, commitmentBlock }),
    sha256: size.sha256,
    rows: size.rowCount,
    bytes: size.size,
    status: file.status,
  };
}

/** A commitment may have been seen in several stretches of blocks, such as before and after an absence. */
function findFirstSeen(
  store: Store,
  { hotkey, commitmentBlock }: Pick<ExportMiner, "hotkey" | "commitmentBlock">,
): BlockNumber {
  const seen = listCommitments(store, { hotkey }).flatMap(({ firstSeen, entry }) =>
    entry.status === "present" && entry.commitment.block === commitmentBlock ? [firstSeen] : [],
  );
  return Math.min(...seen);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
