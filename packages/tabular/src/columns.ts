import type { Column, TableSchema } from "./schema.ts";

/** The columns of exported rows: where a row comes from, what it says, and how large it is. */
export const ROW_COLUMNS: readonly Column[] = [
  { name: "netuid", type: "int32", nullable: false, description: "Number of the subnet." },
  {
    name: "uid",
    type: "int32",
    nullable: false,
    description: "The miner's slot in the subnet at observed_at.",
  },
  {
    name: "hotkey",
    type: "utf8",
    nullable: false,
    description: "The key that published the data set (SS58).",
  },
  {
    name: "coldkey",
    type: "utf8",
    nullable: false,
    description: "The key that owns the hotkey (SS58).",
  },
  {
    name: "namespace",
    type: "utf8",
    nullable: false,
    description: "Repository of the data set on the Hub, as the miner committed it.",
  },
  {
    name: "revision",
    type: "utf8",
    nullable: false,
    description: "Git commit of the repository that the row was read from (40 hex digits).",
  },
  {
    name: "competition_id",
    type: "utf8",
    nullable: false,
    description: "The competition that the miner committed to.",
  },
  {
    name: "commitment_block",
    type: "int64",
    nullable: false,
    description: "Block at which the commitment was published.",
  },
  {
    name: "first_seen_block",
    type: "int64",
    nullable: false,
    description: "First observed block at which this commitment was seen.",
  },
  {
    name: "observed_at",
    type: "timestamp",
    nullable: false,
    description: "Time of the observed block (UTC), not of the export.",
  },
  {
    name: "row_index",
    type: "int64",
    nullable: false,
    description: "The row's number in its file, from 0.",
  },
  {
    name: "row_sha256",
    type: "utf8",
    nullable: false,
    description: "SHA-256 of the row's bytes (64 hex digits).",
  },
  {
    name: "canonical_sha256",
    type: "utf8",
    nullable: true,
    description:
      "SHA-256 of the row as Python writes it with sorted keys (64 hex digits): equal for rows that are equal as data. Null where the row is not valid JSON.",
  },
  {
    name: "system",
    type: "utf8",
    nullable: true,
    description: "The system prompt. Null where the row has none.",
  },
  {
    name: "conversations",
    type: "messages",
    nullable: true,
    description:
      "The messages, each with its role and content. Null where the row has no such list.",
  },
  {
    name: "raw",
    type: "utf8",
    nullable: true,
    description:
      "The row's whole line where system and conversations do not hold all of it; null elsewhere.",
  },
  {
    name: "n_turns",
    type: "int32",
    nullable: true,
    description: "Number of messages. Null where conversations is.",
  },
  {
    name: "n_chars",
    type: "int64",
    nullable: true,
    description: "Unicode code points of all contents. Null where conversations is.",
  },
  {
    name: "valid",
    type: "bool",
    nullable: false,
    description: "Whether every version of Python reads the line as JSON.",
  },
];

/** The columns that tell who copied whom. */
export const DUPE_COLUMNS: readonly Column[] = [
  {
    name: "cluster_id",
    type: "int64",
    nullable: true,
    description:
      "Number of the cluster that the row is in, from 0. Rows are in one cluster if they are equal as data or their texts are near (Jaccard similarity of their shingles at or above the threshold), directly or through others, those of all miners at observed_at. Null where the row has no such twin or was not compared, as in a file that Python cannot read.",
  },
  {
    name: "is_first",
    type: "bool",
    nullable: false,
    description:
      "Whether no other row of its cluster was there before: by commitment_block, then uid, then row_index. One row in each cluster; true for rows in none.",
  },
  {
    name: "nearest_uid",
    type: "int32",
    nullable: true,
    description:
      "The other miner with the most similar row, of several the one that was there first. Null where no other miner has a row at or above the threshold.",
  },
  {
    name: "similarity",
    type: "float64",
    nullable: true,
    description:
      "Jaccard similarity to that row: from the threshold to 1, which is that of a row with the same words. Null where there is none.",
  },
];

export interface RowSchemaOptions {
  /** Whether `DUPE_COLUMNS` follow. Default false. */
  readonly dupes?: boolean;
}

/** The schema of exported rows. */
export function createRowSchema({ dupes = false }: RowSchemaOptions = {}): TableSchema {
  const columns = dupes ? [...ROW_COLUMNS, ...DUPE_COLUMNS] : ROW_COLUMNS;
  return { name: "flock-rows", version: 1, columns };
}
