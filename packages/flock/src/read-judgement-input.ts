import {
  type AbortOptions,
  type CommitHash,
  type CommitmentEntry,
  type Neuron,
  type Sha256,
  UsageError,
} from "@flock-tools/core";
import {
  findBranchHead,
  findObservation,
  findResolution,
  findSnapshotFile,
  listObservedBlocks,
  type Observation,
  type RunOutcome,
  type Store,
} from "@flock-tools/store";
import { type AsOf, chooseJudgedBlock, type JudgedBlock } from "./choose-judged-block.ts";
import { findPool } from "./find-pool.ts";
import { indexStore } from "./index-store.ts";
import {
  type CountedFile,
  type JudgementSource,
  type SourcedMiner,
  toPool,
} from "./judgement-source.ts";
import { getRuleSetAt, type RuleSet } from "./judgement/rule-set.ts";
import { findLastOutcomes } from "./last-outcomes.ts";
import { parseCommitment, type ValidCommitment } from "./parse-commitment.ts";
import { readStoredFile } from "./read-stored-file.ts";
import { DATA_FILE } from "./snapshot-paths.ts";

export interface ReadJudgementInputOptions extends AbortOptions {
  /** Default: the one in force at the time of the block that is judged. */
  readonly ruleSet?: RuleSet | undefined;
  /** Default: the last submission window that has closed if the store saw it, else the newest block. */
  readonly asOf?: AsOf | undefined;
  /** Milliseconds since the Unix epoch. Default: the clock of the machine. */
  readonly now?: number | undefined;
}

/**
 * All that a judgement needs, out of a store: who was registered and what they had committed at one observed block, the
 * rows of their files, and the pool of that time. Files that have no index yet get one first.
 *
 * Of a miner's file the first rows are there, as many as count under the rule set, and the verdict on all of it; of the
 * pool all rows. A miner without a file has the reason: that of the last run that looked for it, `not-fetched` if
 * none did, `revision-unknown` if it committed to a branch of which the store has not seen the commit by that block.
 *
 * @throws UsageError NOTHING_OBSERVED if the store saw nothing by then; StoreError; the abort reason
 */
export async function readJudgementInput(
  store: Store,
  { asOf, now = Date.now(), signal, ...options }: ReadJudgementInputOptions = {},
): Promise<JudgementSource> {
  await indexStore(store, { signal });
  const window = (options.ruleSet ?? getRuleSetAt(now)).submissionWindow;
  const judged = chooseJudgedBlock({ blocks: listObservedBlocks(store), asOf, window, now });
  if (judged === undefined) throw createNothingObservedError(store, asOf);
  const observation = findObservation(store, judged.block.number);
  if (observation === undefined) throw createNothingObservedError(store, asOf);
  const ruleSet = options.ruleSet ?? getRuleSetAt(judged.block.timestamp);
  return readObservation(store, { observation, judged, ruleSet });
}

function readObservation(
  store: Store,
  {
    observation,
    judged,
    ruleSet,
  }: { observation: Observation; judged: JudgedBlock; ruleSet: RuleSet },
): JudgementSource {
  const block = judged.block.number;
  const reader = createReader(store, { block, maxRows: ruleSet.rows });
  const miners = observation.neurons.map((neuron) =>
    readMiner(reader, neuron, observation.commitments.get(neuron.hotkey)),
  );
  const { source, pool } = findPool(store, { pool: ruleSet.pool, block });
  return {
    ...judged,
    miners,
    pool: source,
    input: { ruleSet, pool: pool && toPool(pool), miners, block },
  };
}

/** What is asked of the store for each miner. */
interface Reader {
  readonly store: Store;
  readonly block: number;
  readonly lastOutcome: (neuron: Neuron) => RunOutcome | undefined;
  /** The same object for the same blob. */
  readonly readFile: (sha256: Sha256) => CountedFile | undefined;
}

function createReader(
  store: Store,
  { block, maxRows }: { readonly block: number; readonly maxRows: number },
): Reader {
  const files = new Map<Sha256, CountedFile | undefined>();
  let outcomes: ReadonlyMap<string, RunOutcome> | undefined;
  return {
    store,
    block,
    lastOutcome({ hotkey }) {
      outcomes ??= findLastOutcomes(store, { block });
      return outcomes.get(hotkey);
    },
    readFile(sha256) {
      if (!files.has(sha256)) files.set(sha256, readStoredFile(store, sha256, { maxRows }));
      return files.get(sha256);
    },
  };
}

function readMiner(
  reader: Reader,
  neuron: Neuron,
  entry: CommitmentEntry = { status: "absent" },
): SourcedMiner {
  const { uid, hotkey, coldkey } = neuron;
  const miner = { uid, hotkey, coldkey };
  if (entry.status !== "present") {
    const reason = entry.status === "absent" ? "no-commitment" : "undecodable-commitment";
    return { ...miner, commitmentBlock: undefined, file: { status: "none", reason } };
  }
  const committed = { ...miner, commitmentBlock: entry.commitment.block };
  const parsed = parseCommitment(entry.commitment.fields);
  if (parsed.status === "invalid") {
    return { ...committed, file: { status: "none", reason: "invalid-commitment" } };
  }
  const { repoId, competitionId, revision } = parsed;
  return { ...committed, repoId, competitionId, revision, ...readTarget(reader, neuron, parsed) };
}

function readTarget(
  reader: Reader,
  neuron: Neuron,
  target: ValidCommitment,
): Pick<SourcedMiner, "commit" | "sha256" | "rowCount" | "file"> {
  const { store, readFile } = reader;
  const { repoId } = target;
  const commit = findCommit(reader, neuron, target);
  const stored =
    commit === undefined ? undefined : findSnapshotFile(store, { repoId, commit, path: DATA_FILE });
  const found = stored && readFile(stored.sha256);
  if (found !== undefined) return { commit, sha256: stored?.sha256, ...found };
  const reason = getReason(reader.lastOutcome(neuron), target, commit);
  return { commit, file: { status: "none", reason } };
}

/** Where a branch was at the time is what was seen then, or else what the run of then went by. */
function findCommit(
  { store, block, lastOutcome }: Reader,
  neuron: Neuron,
  { repoId, revision, revisionKind }: ValidCommitment,
): CommitHash | undefined {
  if (revisionKind !== "branch") return findResolution(store, { repoId, revision });
  const head = findBranchHead(store, { repoId, branch: revision, block });
  if (head !== undefined) return head.commit;
  const outcome = lastOutcome(neuron);
  return outcome?.repoId === repoId ? outcome.commit : undefined;
}

function getReason(
  outcome: RunOutcome | undefined,
  { repoId, revisionKind }: ValidCommitment,
  commit: CommitHash | undefined,
): string {
  if (outcome?.repoId === repoId && outcome.reason !== undefined) return outcome.reason;
  return commit === undefined && revisionKind === "branch" ? "revision-unknown" : "not-fetched";
}

function createNothingObservedError(store: Store, asOf: AsOf | undefined): UsageError {
  const when = asOf === undefined ? "yet" : "at or before that moment";
  return new UsageError(`nothing was seen of netuid ${store.netuid} ${when}`, {
    code: "NOTHING_OBSERVED",
    details: store.dataDir,
    next: asOf === undefined ? "run pnpm dl first" : "ask for a later block or date",
  });
}
