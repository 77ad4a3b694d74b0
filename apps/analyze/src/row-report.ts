import type { BlockNumber, CommitHash, RepoId, Sha256 } from "@flock-tools/core";
import { type FileClaim, RULE_SETS, type RowFile, type RowUse } from "@flock-tools/flock";
import type { Store } from "@flock-tools/store";
import { readRowText } from "./row-texts.ts";

/** One row in one file of one snapshot, and a miner that pointed at it. */
export interface RowUseReport {
  readonly repoId: RepoId;
  readonly commit: CommitHash;
  readonly path: string;
  /** Whether a rule set has this repository for its pool. */
  readonly isPool: boolean;
  readonly blob: Sha256;
  /** Places in the file, from 0. */
  readonly rows: readonly number[];
  /** Undefined for what no miner pointed at. */
  readonly claim: FileClaim | undefined;
}

/** A row, and everybody who has it. */
export interface RowReport {
  /** Of what Python prints; undefined for a row that it refuses, and for one that is too long to be printed here. */
  readonly canonical: Sha256 | undefined;
  /** Whether Python reads it, refuses it, or that depends on its version. */
  readonly status: Occurrence["status"];
  /** Of its bytes; several if it was written in several ways. */
  readonly raw: readonly Sha256[];
  /** Bytes, in the first file that has it. */
  readonly length: number;
  /** Its beginning, likewise. */
  readonly text: string;
  /** By the block of the commitment; what no miner pointed at comes last. */
  readonly uses: readonly RowUseReport[];
}

type Occurrence = RowUse["rows"][number];

interface Group {
  readonly rows: Occurrence[];
  readonly uses: RowUseReport[];
}

/** One report for each different row: the beginning of a hash may name several. */
export function createRowReports(store: Store, uses: readonly RowUse[]): RowReport[] {
  const groups = new Map<Sha256, Group>();
  for (const use of uses) {
    for (const [name, rows] of groupByRow(use.rows)) {
      const group = groups.get(name) ?? { rows: [], uses: [] };
      groups.set(name, group);
      group.rows.push(...rows);
      group.uses.push(...use.files.flatMap((file) => listUses(file, { blob: use.blob, rows })));
    }
  }
  return [...groups.values()].map((group) => describeRow(store, group));
}

function groupByRow(rows: readonly Occurrence[]): Map<Sha256, Occurrence[]> {
  const groups = new Map<Sha256, Occurrence[]>();
  for (const row of rows) {
    const name = row.canonicalSha256 ?? row.rawSha256;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

function listUses(
  { repoId, commit, path, claims }: RowFile,
  { blob, rows }: Pick<RowUse, "blob" | "rows">,
): RowUseReport[] {
  const isPool = RULE_SETS.some(({ pool }) => pool.repoId === repoId);
  const use = { repoId, commit, path, isPool, blob, rows: rows.map(({ row }) => row) };
  return (claims.length === 0 ? [undefined] : claims).map((claim) => ({ ...use, claim }));
}

function describeRow(store: Store, { rows, uses }: Group): RowReport {
  const [first] = rows;
  return {
    canonical: first?.canonicalSha256,
    status: first?.status ?? "undecidable",
    raw: [...new Set(rows.map(({ rawSha256 }) => rawSha256))],
    length: first?.length ?? 0,
    text: first === undefined ? "" : readRowText(store, { sha256: first.blob, ...first }),
    uses: uses.toSorted((a, b) => blockOf(a) - blockOf(b)),
  };
}

// A number beyond every block, so that two unknown ones still differ by 0.
function blockOf({ claim }: RowUseReport): BlockNumber {
  return claim?.committedAt ?? Number.MAX_SAFE_INTEGER;
}
