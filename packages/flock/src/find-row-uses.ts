import type {
  BlockNumber,
  Coldkey,
  CommitHash,
  Hotkey,
  RepoId,
  Sha256,
  Uid,
} from "@flock-tools/core";
import {
  type CommitmentInterval,
  findObservation,
  findResolution,
  findRows,
  type FindRowsOptions,
  listBlobUses,
  listBranchHeads,
  listCommitments,
  type RowOccurrence,
  type Store,
} from "@flock-tools/store";
import { parseCommitment, type ValidCommitment } from "./parse-commitment.ts";

/** A miner that pointed at a file, and since when. */
export interface FileClaim {
  readonly hotkey: Hotkey;
  /** At `lastSeen`; undefined if the hotkey was not registered then. */
  readonly uid: Uid | undefined;
  readonly coldkey: Coldkey | undefined;
  /** The block of the commitment. */
  readonly committedAt: BlockNumber;
  /** The first observed block at which it was in force; inclusive. */
  readonly firstSeen: BlockNumber;
  /** The last one; inclusive. */
  readonly lastSeen: BlockNumber;
}

/** One file of one snapshot that has the row. */
export interface RowFile {
  readonly repoId: RepoId;
  readonly commit: CommitHash;
  /** Within the repository; hostile. */
  readonly path: string;
  /** By the block of the commitment; empty for what no miner pointed at, such as the pool. */
  readonly claims: readonly FileClaim[];
}

/** A row within one blob, and every file that this blob is. */
export interface RowUse {
  readonly blob: Sha256;
  /** In the order of the file. */
  readonly rows: readonly RowOccurrence[];
  readonly files: readonly RowFile[];
}

/**
 * Everybody who has a row, as far as the store has seen: in which files it is, at which commits, and who pointed at them
 * at which blocks. Only files that are indexed are searched: see `indexStore`.
 *
 * @throws RangeError unless `sha256` is 8 to 64 lower-case hex digits
 */
export function findRowUses(store: Store, options: FindRowsOptions): readonly RowUse[] {
  const rows = groupBy(findRows(store, options), ({ blob }) => blob);
  if (rows.size === 0) return [];
  const findClaims = createClaimFinder(store);
  return [...rows].map(([blob, found]) => ({
    blob,
    rows: found,
    files: listBlobUses(store, blob).map((file) => ({ ...file, claims: findClaims(file) })),
  }));
}

type Snapshot = Pick<RowFile, "repoId" | "commit">;
type Claim = Omit<FileClaim, "uid" | "coldkey">;

function createClaimFinder(store: Store): (snapshot: Snapshot) => FileClaim[] {
  const named = listCommitments(store).flatMap((interval) => listClaims(store, interval));
  const claims = groupBy(named, ({ snapshot }) => nameOf(snapshot));
  const findNeuron = createNeuronFinder(store);
  return (snapshot) =>
    (claims.get(nameOf(snapshot)) ?? [])
      .map(({ claim }) => ({ ...claim, ...findNeuron(claim) }))
      .toSorted((a, b) => a.committedAt - b.committedAt || a.firstSeen - b.firstSeen);
}

/** The snapshots that a commitment was seen to point at: one, or several if it names a branch that moved meanwhile. */
function listClaims(
  store: Store,
  { hotkey, firstSeen, lastSeen, entry }: CommitmentInterval,
): { readonly snapshot: Snapshot; readonly claim: Claim }[] {
  if (entry.status !== "present") return [];
  const parsed = parseCommitment(entry.commitment.fields);
  if (parsed.status !== "valid") return [];
  const claim = { hotkey, committedAt: entry.commitment.block, firstSeen, lastSeen };
  const { repoId } = parsed;
  return listCommits(store, parsed, claim).map((commit) => ({
    snapshot: { repoId, commit },
    claim,
  }));
}

function listCommits(
  store: Store,
  { repoId, revision, revisionKind }: ValidCommitment,
  { firstSeen, lastSeen }: Claim,
): CommitHash[] {
  if (revisionKind !== "branch") return [findResolution(store, { repoId, revision }) ?? []].flat();
  const heads = listBranchHeads(store, { repoId, branch: revision });
  const then = heads.filter(({ block }) => block >= firstSeen && block <= lastSeen);
  return [...new Set(then.map(({ commit }) => commit))];
}

function createNeuronFinder(store: Store): (claim: Claim) => Pick<FileClaim, "uid" | "coldkey"> {
  const observations = new Map<BlockNumber, ReturnType<typeof findObservation>>();
  return ({ hotkey, lastSeen }) => {
    if (!observations.has(lastSeen)) observations.set(lastSeen, findObservation(store, lastSeen));
    const neuron = observations.get(lastSeen)?.neurons.find((one) => one.hotkey === hotkey);
    return { uid: neuron?.uid, coldkey: neuron?.coldkey };
  };
}

function nameOf({ repoId, commit }: Snapshot): string {
  return `${repoId}@${commit}`;
}

// Map.groupBy is there from Node 21 on.
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
