import type { Uid } from "@flock-tools/core";
import { parseCommitment } from "@flock-tools/flock";
import { type CommitmentInterval, listCommitments } from "@flock-tools/store";
import { readNewest } from "./read-newest.ts";
import { createRecordTable, type SqlTable } from "./sql-table.ts";

/** What a commitment says, as far as it can be read; what it says is hostile. */
interface Said {
  readonly status: "valid" | "invalid" | "undecodable";
  readonly reason?: string;
  readonly repoId?: string;
  readonly competitionId?: string;
  readonly revision?: string;
  readonly text?: string | undefined;
}

interface SeenCommitment extends CommitmentInterval {
  /** Undefined if the hotkey is not registered at the newest observed block. */
  readonly uid: Uid | undefined;
  readonly isCurrent: boolean;
  readonly said: Said;
}

/** Every commitment ever seen. */
export const COMMITMENTS: SqlTable = createRecordTable<SeenCommitment>({
  name: "commitments",
  about: "every commitment ever seen; is_current: in force at the newest observed block",
  list: async (store) => {
    const { block, neurons } = readNewest(store);
    const uids = new Map(neurons.map(({ hotkey, uid }) => [hotkey, uid]));
    return listCommitments(store).map((interval) => ({
      ...interval,
      uid: uids.get(interval.hotkey),
      isCurrent: interval.lastSeen === block.number,
      said: readEntry(interval.entry),
    }));
  },
  columns: [
    {
      name: "hotkey",
      type: "utf8",
      nullable: false,
      description: "The key that published it (SS58).",
      cell: ({ hotkey }) => hotkey,
    },
    {
      name: "uid",
      type: "int32",
      nullable: true,
      description:
        "The hotkey's slot at the newest observed block. Null if it is not registered then.",
      cell: ({ uid }) => uid,
    },
    {
      name: "is_current",
      type: "bool",
      nullable: false,
      description: "Whether it is in force at the newest observed block.",
      cell: ({ isCurrent }) => isCurrent,
    },
    {
      name: "commitment_block",
      type: "int64",
      nullable: true,
      description: "Block at which it was published. Null if it cannot be decoded.",
      cell: ({ entry }) => (entry.status === "present" ? entry.commitment.block : null),
    },
    {
      name: "first_seen_block",
      type: "int64",
      nullable: false,
      description: "First observed block at which it was seen.",
      cell: ({ firstSeen }) => firstSeen,
    },
    {
      name: "last_seen_block",
      type: "int64",
      nullable: false,
      description: "Last observed block at which it was seen.",
      cell: ({ lastSeen }) => lastSeen,
    },
    {
      name: "status",
      type: "utf8",
      nullable: false,
      description: "valid: names a data set; invalid: names none; undecodable.",
      cell: ({ said }) => said.status,
    },
    {
      name: "reason",
      type: "utf8",
      nullable: true,
      description: "Why it is not valid.",
      cell: ({ said }) => said.reason,
    },
    {
      name: "namespace",
      type: "utf8",
      nullable: true,
      description: "Repository on the Hub, as committed.",
      cell: ({ said }) => said.repoId,
    },
    {
      name: "competition_id",
      type: "utf8",
      nullable: true,
      description: "The competition, as committed.",
      cell: ({ said }) => said.competitionId,
    },
    {
      name: "committed_revision",
      type: "utf8",
      nullable: true,
      description: "The git revision, as committed.",
      cell: ({ said }) => said.revision,
    },
    {
      name: "text",
      type: "utf8",
      nullable: true,
      description: "What was published, if it is text; cut at 256 characters where it is invalid.",
      cell: ({ said }) => said.text,
    },
  ],
});

function readEntry(entry: CommitmentInterval["entry"]): Said {
  if (entry.status === "undecodable") return { status: "undecodable", reason: entry.reason };
  const parsed = parseCommitment(entry.commitment.fields);
  if (parsed.status === "invalid") return parsed;
  const { status, repoId, competitionId, revision, text } = parsed;
  return { status, repoId, competitionId, revision, text };
}
