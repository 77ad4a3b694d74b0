import type { Subnet } from "@flock-tools/chain";
import type {
  BlockNumber,
  BlockRef,
  Coldkey,
  CommitHash,
  CommitmentEntry,
  Hotkey,
  Netuid,
  Neuron,
  RepoId,
  Revision,
  Uid,
} from "@flock-tools/core";
import type { StoredFile } from "@flock-tools/store";
import { type InvalidReason, parseCommitment, type ValidCommitment } from "./parse-commitment.ts";
import { type Selection, selectMiners } from "./select-miners.ts";

/** Where a data set is. */
export interface Target {
  readonly repoId: RepoId;
  readonly competitionId: string;
  readonly revision: Revision;
  readonly revisionKind: ValidCommitment["revisionKind"];
}

/** A target whose commit hash is known. */
export interface PinnedTarget extends Target {
  readonly commit: CommitHash;
}

interface Planned {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  readonly coldkey: Coldkey;
  /** The block of the current commitment, where one can be read. */
  readonly committedAt?: BlockNumber;
}

/**
 * What is to be done for one miner.
 *
 * - `have`: the store has it.
 * - `fetch`: it is to be fetched, at a known commit.
 * - `resolve`: the Hub has to say first which commit the revision is.
 * - `invalid`: the commitment does not point at a data set.
 * - `none`: there is no commitment.
 */
export type PlanItem = Planned &
  (
    | {
        readonly action: "have";
        readonly target: PinnedTarget;
        readonly files: readonly StoredFile[];
      }
    | { readonly action: "fetch"; readonly target: PinnedTarget }
    | { readonly action: "resolve"; readonly target: Target }
    | {
        readonly action: "invalid";
        readonly reason: "invalid-commitment" | "undecodable-commitment";
        /** An {@link InvalidReason}, or why the value could not be decoded. */
        readonly detail: InvalidReason | (string & {});
        /** At most 256 characters of the commitment; hostile. */
        readonly text?: string;
      }
    | { readonly action: "none"; readonly reason: "no-commitment" }
  );

/** `data`: `data.jsonl` alone; `all`: every file of the snapshot. */
export type FileScope = "data" | "all";

export interface SyncPlan {
  readonly netuid: Netuid;
  readonly block: BlockRef;
  readonly files: FileScope;
  readonly force: boolean;
  /** By rising uid: one for each selected miner. */
  readonly items: readonly PlanItem[];
  readonly counts: Readonly<Record<PlanItem["action"], number>>;
  /** Commitments whose hotkey is not registered any more; they are not planned for. */
  readonly stale: number;
  /** Whether a selection was given, so that miners outside it are to be left alone. */
  readonly filtered: boolean;
  readonly unmatched: readonly string[];
  /** Every uid of the subnet, selected or not. */
  readonly registered: readonly Uid[];
}

/** What the plan asks of the store, as plain functions. */
export interface PlanReader {
  /** The files of a snapshot if all that is wanted is there, else `undefined`. */
  readonly have: (repoId: RepoId, commit: CommitHash) => readonly StoredFile[] | undefined;
  /** What a hash prefix was resolved to before. */
  readonly resolved?: (repoId: RepoId, revision: Revision) => CommitHash | undefined;
}

export interface PlanSyncOptions extends PlanReader {
  readonly subnet: Subnet;
  readonly selection?: Selection | undefined;
  /** Default: `data`. */
  readonly files?: FileScope | undefined;
  /** Fetch what the store has, too. Default: false. */
  readonly force?: boolean | undefined;
}

/**
 * Holds the commitments of one block against the store. Pure: asks nothing but `have` and `resolved`.
 *
 * @throws UsageError as `selectMiners` does
 */
export function planSync({
  subnet,
  selection,
  files = "data",
  force = false,
  ...reader
}: PlanSyncOptions): SyncPlan {
  const { neurons, filtered, unmatched } = selectMiners(subnet, selection);
  const have: PlanReader["have"] = force ? () => undefined : reader.have;
  const items = neurons.map((neuron) =>
    planMiner(neuron, subnet.commitments.get(neuron.hotkey), { ...reader, have }),
  );
  const counts = { have: 0, fetch: 0, resolve: 0, invalid: 0, none: 0 };
  for (const { action } of items) counts[action] += 1;
  return {
    netuid: subnet.netuid,
    block: subnet.block,
    files,
    force,
    items,
    counts,
    stale: subnet.staleCommitments.length,
    filtered,
    unmatched,
    registered: subnet.neurons.map(({ uid }) => uid),
  };
}

function planMiner(
  { uid, hotkey, coldkey }: Neuron,
  entry: CommitmentEntry | undefined,
  reader: PlanReader,
): PlanItem {
  const miner = { uid, hotkey, coldkey };
  if (entry === undefined || entry.status === "absent") {
    return { ...miner, action: "none", reason: "no-commitment" };
  }
  if (entry.status === "undecodable") {
    return { ...miner, action: "invalid", reason: "undecodable-commitment", detail: entry.reason };
  }
  const committed = { ...miner, committedAt: entry.commitment.block };
  const parsed = parseCommitment(entry.commitment.fields);
  if (parsed.status === "valid") return { ...committed, ...planTarget(parsed, reader) };
  const { reason: detail, text } = parsed;
  return {
    ...committed,
    action: "invalid",
    reason: "invalid-commitment",
    detail,
    ...(text === undefined ? {} : { text }),
  };
}

type TargetPlan =
  | { action: "have"; target: PinnedTarget; files: readonly StoredFile[] }
  | { action: "fetch"; target: PinnedTarget }
  | { action: "resolve"; target: Target };

function planTarget(
  { repoId, competitionId, revision, revisionKind }: ValidCommitment,
  { have, resolved }: PlanReader,
): TargetPlan {
  const target = { repoId, competitionId, revision, revisionKind };
  const commit = revisionKind === "commit" ? revision : findPrefix(target, resolved);
  if (commit === undefined) return { action: "resolve", target };
  const files = have(repoId, commit);
  const pinned = { ...target, commit };
  return files === undefined
    ? { action: "fetch", target: pinned }
    : { action: "have", target: pinned, files };
}

/** A branch moves, so only a prefix is looked up. */
function findPrefix(
  { repoId, revision, revisionKind }: Target,
  resolved: PlanReader["resolved"],
): CommitHash | undefined {
  return revisionKind === "prefix" ? resolved?.(repoId, revision) : undefined;
}
