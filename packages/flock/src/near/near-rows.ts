import type { Sha256 } from "@flock-tools/core";
import type { JudgementSource, SourcedMiner } from "../judgement-source.ts";
import { blockOf } from "../judgement/find-groups.ts";
import type { RowDigest, RowKey } from "../judgement/judgement-input.ts";
import { rowsThatCount } from "../judgement/roster.ts";

/**
 * Whose rows are held against whose.
 *
 * - `miners`: those of different miners against each other.
 * - `pool`: those of miners against those of the evaluation pool.
 * - `all`: both.
 */
export type NearScope = "miners" | "pool" | "all";

/** A file that rows can be read from: a blob of the store, or a file elsewhere. */
export interface RowSource {
  readonly sha256?: Sha256 | undefined;
  readonly path?: string | undefined;
}

/** Whose rows some are. */
export interface NearOwner extends RowSource {
  /** Undefined: the evaluation pool. */
  readonly miner: SourcedMiner | undefined;
  readonly rows: readonly RowDigest[];
}

/** Rows of one file that are to be read, in their order. */
interface RowsToRead extends RowSource {
  readonly rows: readonly RowDigest[];
}

/** A row by whose it is and where it stands. */
export interface RowPlace {
  /** Place in `owners`. */
  readonly owner: number;
  /** From 0. */
  readonly row: number;
}

/** Where the rows of each kind stand, by owner, then by row; each kind has at least one. */
interface KindPlaces {
  of(kind: number): readonly RowPlace[];
  count(kind: number): number;
  /** Whose they are, each once, ascending. */
  owners(kind: number): readonly number[];
  /** The first of all, and the first that is somebody else's. */
  heads(kind: number): readonly RowPlace[];
}

/**
 * The rows to compare, each kind once: rows that Python prints alike are of one kind, and have one text. Whatever comes
 * first in `owners` had its rows first: the pool, then miners by their commitment's block, unknown ones last, then by
 * uid.
 */
export interface NearRows {
  readonly owners: readonly NearOwner[];
  /** What the rows of each kind have in common. */
  readonly keys: readonly RowKey[];
  readonly places: KindPlaces;
  /** Whether the pool has rows of a kind; undefined without a pool. */
  isInPool(kind: number): boolean | undefined;
  /** One row of each kind, by kind: kinds are numbered as they are first met. */
  readonly toRead: readonly RowsToRead[];
  /** Rows of all owners. */
  readonly rowCount: number;
  /** Those of the pool among them. */
  readonly poolRowCount: number;
  /** Rows that have no kind: those above 16,000,000 bytes, and those of which nobody knows whether Python reads them. */
  readonly rowsLeftOut: number;
}

// Bytes that are held at once for one row; what reads the texts has the same cap.
const LONGEST_ROW = 16_000_000;

/** Chooses what is to be compared: the rows that count of all miners, those of `uids` only if given, and the pool. */
export function createNearRows(
  source: JudgementSource,
  { scope, uids }: { readonly scope: NearScope; readonly uids?: readonly number[] | undefined },
): NearRows {
  const owners = listOwners(source, { scope, uids });
  const kinds = new Map<RowKey, number>();
  const toRead: RowsToRead[] = [];
  const placed = createPlaces();
  for (const [owner, { rows, sha256, path }] of owners.entries()) {
    const part = { sha256, path, rows: [] as RowDigest[] };
    for (const digest of rows) {
      if (digest.canonical === undefined || (digest.length ?? 0) > LONGEST_ROW) continue;
      const known = kinds.get(digest.canonical);
      const kind = known ?? kinds.size;
      placed.add(kind, owner, digest.row);
      if (known !== undefined) continue;
      kinds.set(digest.canonical, kind);
      part.rows.push(digest);
    }
    if (part.rows.length > 0) toRead.push(part);
  }
  const keys = [...kinds.keys()];
  const rowCount = owners.reduce((sum, { rows }) => sum + rows.length, 0);
  const pool = owners.find(({ miner }) => miner === undefined);
  return {
    owners,
    keys,
    toRead,
    places: placed.finish(keys.length),
    isInPool: createPoolLookup(source, keys),
    rowCount,
    poolRowCount: pool?.rows.length ?? 0,
    rowsLeftOut: rowCount - placed.count(),
  };
}

function listOwners(
  { input, miners, pool }: JudgementSource,
  { scope, uids }: { readonly scope: NearScope; readonly uids?: readonly number[] | undefined },
): NearOwner[] {
  const chosen = uids === undefined ? miners : miners.filter(({ uid }) => uids.includes(uid));
  const owners = chosen
    .toSorted((a, b) => blockOf(a) - blockOf(b) || a.uid - b.uid)
    .map((miner): NearOwner => ({
      miner,
      sha256: miner.sha256,
      path: miner.path,
      rows: rowsThatCount(miner, input.ruleSet.rows),
    }))
    .filter(({ rows }) => rows.length > 0);
  if (scope === "miners" || input.pool === undefined) return owners;
  const { sha256, path } = pool;
  return [{ miner: undefined, sha256, path, rows: input.pool.rows }, ...owners];
}

function createPoolLookup(
  { input }: JudgementSource,
  keys: readonly RowKey[],
): NearRows["isInPool"] {
  if (input.pool === undefined) return () => undefined;
  const inPool = new Set(input.pool.rows.map(({ canonical }) => canonical));
  return (kind) => inPool.has(keys[kind]);
}

interface PlacedRows {
  add(kind: number, owner: number, row: number): void;
  count(): number;
  finish(kinds: number): KindPlaces;
}

// Three columns of numbers: a pool may have a million rows, and all of one kind.
function createPlaces(): PlacedRows {
  const kindOf: number[] = [];
  const ownerOf: number[] = [];
  const rowOf: number[] = [];
  const toPlace = (index: number): RowPlace => ({
    owner: ownerOf[index] ?? 0,
    row: rowOf[index] ?? 0,
  });
  return {
    add(kind, owner, row) {
      kindOf.push(kind);
      ownerOf.push(owner);
      rowOf.push(row);
    },
    count: () => kindOf.length,
    finish(kinds) {
      const { starts, members } = groupByNumber(kindOf, kinds);
      const list = (kind: number): Uint32Array => members.subarray(starts[kind], starts[kind + 1]);
      /** The first of each owner, of `most` owners. */
      const firsts = (kind: number, most = Number.POSITIVE_INFINITY): number[] => {
        const places = list(kind);
        const found: number[] = [];
        for (let at = 0; at < places.length && found.length < most;) {
          found.push(places[at] ?? 0);
          at = findNextOwner(places, ownerOf, at);
        }
        return found;
      };
      return {
        of: (kind) => Array.from(list(kind), toPlace),
        count: (kind) => list(kind).length,
        owners: (kind) => firsts(kind).map((index) => ownerOf[index] ?? 0),
        heads: (kind) => firsts(kind, 2).map(toPlace),
      };
    },
  };
}

/**
 * Where in `places`, behind `from`, another owner's rows begin. By halves: who has a million rows of one kind is asked
 * about for each of them.
 */
function findNextOwner(places: Uint32Array, ownerOf: readonly number[], from: number): number {
  const owner = ownerOf[places[from] ?? 0];
  let [low, high] = [from + 1, places.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ownerOf[places[middle] ?? 0] === owner) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Indexes of a list, grouped by the number that each has there; ascending within a group. */
export interface Grouped {
  /** Where each group begins in `members`, and one entry more for the end. */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** @param groups numbers are lower */
export function groupByNumber(numbers: ArrayLike<number>, groups: number): Grouped {
  const starts = new Uint32Array(groups + 1);
  for (let index = 0; index < numbers.length; index += 1) {
    const group = (numbers[index] ?? 0) + 1;
    starts[group] = (starts[group] ?? 0) + 1;
  }
  for (let group = 1; group <= groups; group += 1) {
    starts[group] = (starts[group] ?? 0) + (starts[group - 1] ?? 0);
  }
  const next = starts.slice();
  const members = new Uint32Array(numbers.length);
  for (let index = 0; index < numbers.length; index += 1) {
    const group = numbers[index] ?? 0;
    const at = next[group] ?? 0;
    members[at] = index;
    next[group] = at + 1;
  }
  return { starts, members };
}
