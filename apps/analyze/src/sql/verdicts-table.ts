import { createJudgementReport, readJudgementInput, type ReportedMiner } from "@flock-tools/flock";
import { describeMiner } from "../describe-miner.ts";
import { readNewest } from "./read-newest.ts";
import { createRecordTable, type SqlTable } from "./sql-table.ts";

/** What `pnpm analyze dupes` says of each miner, at the newest observed block. */
export const VERDICTS: SqlTable = createRecordTable<ReportedMiner>({
  name: "verdicts",
  about: "what the validator's rules make of each miner at the newest observed block",
  list: async (store, { signal }) => {
    const { block } = readNewest(store);
    const source = await readJudgementInput(store, { asOf: { block: block.number }, signal });
    const { miners } = createJudgementReport(source, { steps: 0 });
    return miners.toSorted((a, b) => a.uid - b.uid);
  },
  columns: [
    {
      name: "uid",
      type: "int32",
      nullable: false,
      description: "Slot in the subnet.",
      cell: ({ uid }) => uid,
    },
    {
      name: "hotkey",
      type: "utf8",
      nullable: true,
      description: "The key that signs and commits (SS58).",
      cell: ({ hotkey }) => hotkey,
    },
    {
      name: "coldkey",
      type: "utf8",
      nullable: true,
      description: "The key that owns the hotkey (SS58).",
      cell: ({ coldkey }) => coldkey,
    },
    {
      name: "verdict",
      type: "utf8",
      nullable: false,
      description: "eligible, duplicate, invalid, undecidable or no-data.",
      cell: ({ verdict }) => verdict,
    },
    {
      name: "reason",
      type: "utf8",
      nullable: false,
      description: "Why, as a short code.",
      cell: ({ reason }) => reason,
    },
    {
      name: "why",
      type: "utf8",
      nullable: false,
      description: "Why, as a sentence.",
      cell: describeMiner,
    },
    {
      name: "rows_that_count",
      type: "int32",
      nullable: false,
      description: "Rows that the rules look at.",
      cell: ({ rowsThatCount }) => rowsThatCount,
    },
    {
      name: "in_pool",
      type: "int32",
      nullable: true,
      description: "Distinct ones of them that are in the evaluation pool. Null without a pool.",
      cell: ({ inPool }) => inPool,
    },
    {
      name: "repeated",
      type: "int32",
      nullable: false,
      description: "Rows that count beyond the first of their kind.",
      cell: ({ repeated }) => repeated,
    },
    {
      name: "pin",
      type: "utf8",
      nullable: true,
      description: "Whether the committed revision pins a commit.",
      cell: ({ pin }) => pin,
    },
    {
      name: "partner_uid",
      type: "int32",
      nullable: true,
      description: "The miner that it loses to.",
      cell: ({ convictedBy }) => convictedBy?.uid,
    },
    {
      name: "shared_with_partner",
      type: "int32",
      nullable: true,
      description: "Rows that both have.",
      cell: ({ convictedBy }) => convictedBy?.shared,
    },
    {
      name: "commitment_block",
      type: "int64",
      nullable: true,
      description: "Block at which its commitment was published.",
      cell: ({ commitmentBlock }) => commitmentBlock,
    },
    {
      name: "namespace",
      type: "utf8",
      nullable: true,
      description: "Repository on the Hub, as committed.",
      cell: ({ repoId }) => repoId,
    },
    {
      name: "competition_id",
      type: "utf8",
      nullable: true,
      description: "The competition, as committed.",
      cell: ({ competitionId }) => competitionId,
    },
    {
      name: "revision",
      type: "utf8",
      nullable: true,
      description: "Git commit of the file that was judged (40 hex digits), as in rows.",
      cell: ({ commit }) => commit,
    },
    {
      name: "file_sha256",
      type: "utf8",
      nullable: true,
      description: "SHA-256 of that file.",
      cell: ({ sha256 }) => sha256,
    },
    {
      name: "rows_in_file",
      type: "int64",
      nullable: true,
      description: "All rows of that file.",
      cell: ({ rowCount }) => rowCount,
    },
  ],
});
