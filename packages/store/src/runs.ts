import type {
  BlockNumber,
  BlockRef,
  CommitHash,
  Hotkey,
  RepoId,
  Sha256,
  Uid,
} from "@flock-tools/core";
import { type SqlRow, type SqlValue, toText } from "./sqlite.ts";
import type { Store } from "./store.ts";

export type RunId = number;

/** What a run came to for one miner. */
export interface RunOutcome {
  readonly uid: Uid;
  readonly hotkey: Hotkey;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly repoId?: RepoId | undefined;
  readonly commit?: CommitHash | undefined;
  readonly sha256?: Sha256 | undefined;
  readonly bytes?: number | undefined;
  readonly rows?: number | undefined;
}

export interface Run {
  readonly runId: RunId;
  readonly command: string;
  readonly block: BlockNumber | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** undefined: still going, or interrupted. */
  readonly finishedAt: number | undefined;
  readonly exitCode: number | undefined;
}

/** Notes that a command has begun. `block` is the one it works at, if any; `startedAt` in ms since the Unix epoch. */
export function startRun(
  store: Store,
  {
    command,
    block,
    startedAt = store.internals.clock(),
  }: {
    readonly command: string;
    readonly block?: BlockRef | undefined;
    readonly startedAt?: number | undefined;
  },
): RunId {
  const [row] = store.internals.sqlite.all(
    "INSERT INTO runs (command, block, block_hash, started_at) VALUES (?, ?, ?, ?) RETURNING id",
    [command, block?.number ?? null, block?.hash ?? null, startedAt],
  );
  return Number(row?.["id"]);
}

/**
 * Notes how a run ended, in one transaction. A second call replaces the first.
 *
 * @throws RangeError for a run that was never started
 */
export function finishRun(
  { internals: { sqlite, clock } }: Store,
  {
    runId,
    outcomes,
    exitCode,
  }: {
    readonly runId: RunId;
    readonly outcomes: readonly RunOutcome[];
    readonly exitCode: number;
  },
): void {
  sqlite.transaction(() => {
    const changed = sqlite.run("UPDATE runs SET finished_at = ?, exit_code = ? WHERE id = ?", [
      clock(),
      exitCode,
      runId,
    ]);
    if (changed !== 1) throw new RangeError(`no run ${runId}`);
    sqlite.run("DELETE FROM run_outcomes WHERE run_id = ?", [runId]);
    for (const [position, outcome] of outcomes.entries()) {
      sqlite.run(INSERT_OUTCOME, [runId, position, ...toValues(outcome)]);
    }
  });
}

const INSERT_OUTCOME = `INSERT INTO run_outcomes
  (run_id, position, uid, hotkey, status, reason, repo_id, commit_hash, sha256, bytes, rows)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function toValues(outcome: RunOutcome): SqlValue[] {
  const { uid, hotkey, status, reason, repoId, commit, sha256, bytes, rows } = outcome;
  const known = [reason, repoId, commit, sha256, bytes, rows].map((value) => value ?? null);
  return [uid, hotkey, status, ...known];
}

/** All runs, newest first. */
export function listRuns({ internals: { sqlite } }: Store): readonly Run[] {
  return sqlite
    .all("SELECT id, command, block, started_at, finished_at, exit_code FROM runs ORDER BY id DESC")
    .map((row) => ({
      runId: row["id"] as number,
      command: row["command"] as string,
      block: numberOf(row, "block"),
      startedAt: row["started_at"] as number,
      finishedAt: numberOf(row, "finished_at"),
      exitCode: numberOf(row, "exit_code"),
    }));
}

// Text as bytes: nobody has looked whether it still is text.
const SELECT_OUTCOMES = `SELECT uid, CAST(hotkey AS BLOB) AS hotkey, CAST(status AS BLOB) AS status,
    CAST(reason AS BLOB) AS reason, CAST(repo_id AS BLOB) AS repo_id, CAST(commit_hash AS BLOB) AS commit_hash,
    CAST(sha256 AS BLOB) AS sha256, bytes, rows
  FROM run_outcomes WHERE run_id = ? ORDER BY position`;

/** A run's outcomes, in the order in which they were given. */
export function listRunOutcomes(
  { internals: { sqlite } }: Store,
  runId: RunId,
): readonly RunOutcome[] {
  return sqlite.all(SELECT_OUTCOMES, [runId]).map((row) => ({
    uid: row["uid"] as number,
    hotkey: toText(row["hotkey"]),
    status: toText(row["status"]),
    reason: textOf(row, "reason"),
    repoId: textOf(row, "repo_id"),
    commit: textOf(row, "commit_hash"),
    sha256: textOf(row, "sha256"),
    bytes: numberOf(row, "bytes"),
    rows: numberOf(row, "rows"),
  }));
}

function numberOf(row: SqlRow, column: string): number | undefined {
  return (row[column] as number | null) ?? undefined;
}

function textOf(row: SqlRow, column: string): string | undefined {
  const value = row[column] ?? null;
  return value === null ? undefined : toText(value);
}
