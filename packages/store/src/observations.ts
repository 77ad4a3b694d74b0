import type { BlockNumber, BlockRef, CommitmentEntry, Hotkey, Neuron } from "@flock-tools/core";
import { decodeFields, decodeRevealed, encodeFields, encodeRevealed } from "./commitment-json.ts";
import { StoreError } from "./errors.ts";
import { COMMITMENTS, listRowsAt, NEURONS, recordRows, STAKES } from "./interval-table.ts";
import type { ObservedBlock } from "./intervals.ts";
import type { Sqlite, SqlRow, SqlValue } from "./sqlite.ts";
import type { Store } from "./store.ts";

/** A subnet as it was read at one finalized block. */
export interface Observation {
  readonly block: BlockRef;
  readonly neurons: readonly Neuron[];
  /** Absent ones may be left out. */
  readonly commitments: ReadonlyMap<Hotkey, CommitmentEntry>;
}

/** A commitment with the observed blocks between which it was there. */
export interface CommitmentInterval {
  readonly hotkey: Hotkey;
  /** Inclusive. */
  readonly firstSeen: BlockNumber;
  /** Inclusive. */
  readonly lastSeen: BlockNumber;
  readonly entry: Exclude<CommitmentEntry, { status: "absent" }>;
}

/**
 * Keeps what was read at one block, in one transaction. Blocks may come in any order and repeatedly: the catalog ends up
 * the same. A repetition can add to what is known of a block, never take from it.
 *
 * @throws StoreError STORE_BLOCK_CONFLICT when the same height was seen with another hash
 */
export function recordObservation(
  store: Store,
  { block, neurons, commitments }: Observation,
): void {
  const { sqlite, clock } = store.internals;
  sqlite.transaction(() => {
    const observed = placeBlock(sqlite, block);
    if (observed.isNew) {
      sqlite.run(
        "INSERT INTO observations (block, hash, timestamp, observed_at) VALUES (?, ?, ?, ?)",
        [block.number, block.hash, block.timestamp, clock()],
      );
    }
    const neuronRows = neurons.map((n) => [n.uid, n.hotkey, n.coldkey, n.registeredAt]);
    const stakeRows = neurons.map(({ uid, stake }) => [uid, stake]);
    const commitmentRows = [...commitments].flatMap(([hotkey, entry]) => toRows(hotkey, entry));
    recordRows(sqlite, NEURONS, { observed, rows: neuronRows });
    recordRows(sqlite, STAKES, { observed, rows: stakeRows });
    recordRows(sqlite, COMMITMENTS, { observed, rows: commitmentRows });
  });
}

/** All observed blocks, oldest first. */
export function listObservedBlocks({ internals: { sqlite } }: Store): readonly BlockRef[] {
  return sqlite.all("SELECT block, hash, timestamp FROM observations ORDER BY block").map(toBlock);
}

/** What was read at `block`, neurons sorted by uid; undefined for a block that was not observed. */
export function findObservation(
  { internals: { sqlite } }: Store,
  block: BlockNumber,
): Observation | undefined {
  const [found] = sqlite.all("SELECT block, hash, timestamp FROM observations WHERE block = ?", [
    block,
  ]);
  if (found === undefined) return undefined;
  const stakes = new Map(
    listRowsAt(sqlite, STAKES, block).map((row) => [row["uid"], row["stake"] as number | bigint]),
  );
  return {
    block: toBlock(found),
    neurons: listRowsAt(sqlite, NEURONS, block).map((row) => ({
      uid: row["uid"] as number,
      hotkey: row["hotkey"] as string,
      coldkey: row["coldkey"] as string,
      registeredAt: row["registered_at"] as number,
      stake: BigInt(stakes.get(row["uid"] ?? null) ?? 0),
    })),
    commitments: new Map(
      listRowsAt(sqlite, COMMITMENTS, block).map((row) => [row["hotkey"] as string, toEntry(row)]),
    ),
  };
}

/** The newest observation at or before `block`, as `findObservation` gives it; undefined if there is none so old. */
export function readSubnetAt(
  store: Store,
  { block }: { readonly block: BlockNumber },
): Observation | undefined {
  const [row] = store.internals.sqlite.all(
    "SELECT max(block) AS block FROM observations WHERE block <= ?",
    [block],
  );
  const newest = row?.["block"] ?? null;
  return newest === null ? undefined : findObservation(store, newest as number);
}

/** Every commitment ever seen, of one hotkey or of all, sorted by hotkey, then by the block at which it was first seen. */
export function listCommitments(
  { internals: { sqlite } }: Store,
  { hotkey }: { readonly hotkey?: Hotkey | undefined } = {},
): readonly CommitmentInterval[] {
  const where = hotkey === undefined ? "" : "WHERE hotkey = ?";
  return sqlite
    .all(
      `SELECT * FROM commitments ${where} ORDER BY hotkey, first_block, encoded`,
      hotkey === undefined ? [] : [hotkey],
    )
    .map((row) => ({
      hotkey: row["hotkey"] as string,
      firstSeen: row["first_block"] as number,
      lastSeen: row["last_block"] as number,
      entry: toEntry(row),
    }));
}

function placeBlock(sqlite: Sqlite, { number, hash }: BlockRef): ObservedBlock {
  const [row] = sqlite.all(
    `SELECT (SELECT hash FROM observations WHERE block = ?) AS hash,
            (SELECT max(block) FROM observations WHERE block < ?) AS previous,
            (SELECT min(block) FROM observations WHERE block > ?) AS next`,
    [number, number, number],
  );
  const known = row?.["hash"] ?? null;
  if (known !== null && known !== hash) {
    throw new StoreError(
      "STORE_BLOCK_CONFLICT",
      `block ${number} was ${String(known)} and is now ${hash}`,
      {
        details:
          "a finalized block never changes: this endpoint serves another chain, or a restarted local one",
        next: "choose another folder with --data-dir, or another --endpoint",
      },
    );
  }
  return {
    block: number,
    previous: (row?.["previous"] as number | null) ?? undefined,
    next: (row?.["next"] as number | null) ?? undefined,
    isNew: known === null,
  };
}

function toRows(hotkey: Hotkey, entry: CommitmentEntry): SqlValue[][] {
  if (entry.status === "absent") return [];
  if (entry.status === "undecodable") {
    return [[hotkey, null, entry.encoded, null, null, storable(entry.reason)]];
  }
  const { block, encoded, fields, revealed } = entry.commitment;
  return [[hotkey, block, encoded, encodeFields(fields), encodeRevealed(revealed), null]];
}

// A reason may quote what a miner wrote.
function storable(text: string): string {
  return text.replaceAll(/\0|\p{Cs}/gu, "\ufffd");
}

function toEntry(row: SqlRow): CommitmentInterval["entry"] {
  const encoded = new Uint8Array(row["encoded"] as Uint8Array);
  if (row["reason"] !== null) {
    return { status: "undecodable", encoded, reason: row["reason"] as string };
  }
  const commitment = {
    hotkey: row["hotkey"] as string,
    block: row["commitment_block"] as number,
    fields: decodeFields(row["fields"] as string),
    encoded,
    revealed: decodeRevealed(row["revealed"] as string),
  };
  return { status: "present", commitment };
}

function toBlock(row: SqlRow): BlockRef {
  return {
    number: row["block"] as number,
    hash: row["hash"] as BlockRef["hash"],
    timestamp: row["timestamp"] as number,
  };
}
