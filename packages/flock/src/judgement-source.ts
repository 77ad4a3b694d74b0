import type {
  BlockNumber,
  BlockRef,
  CommitHash,
  RepoId,
  Revision,
  Sha256,
} from "@flock-tools/core";
import type { JudgedBlock } from "./choose-judged-block.ts";
import type {
  JudgedMiner,
  JudgementInput,
  MinerFile,
  RowDigest,
} from "./judgement/judgement-input.ts";

/** A miner to judge, and where its file is from. */
export interface SourcedMiner extends JudgedMiner {
  readonly repoId?: RepoId | undefined;
  readonly competitionId?: string | undefined;
  /** Of the whole file; only from a store. */
  readonly sha256?: Sha256 | undefined;
  /** The file that was read, as given; only where files were read. */
  readonly path?: string | undefined;
  /** All rows of the file, those that do not count included. */
  readonly rowCount?: number | undefined;
}

/** Which file was taken for the pool. */
export interface PoolSource {
  /** As the rule set names it; undefined where a file was read. */
  readonly repoId?: RepoId | undefined;
  readonly revision?: Revision | undefined;
  readonly commit?: CommitHash | undefined;
  readonly sha256?: Sha256 | undefined;
  /** Only where a file was read. */
  readonly path?: string | undefined;
  readonly rowCount?: number | undefined;
  /**
   * How sure it is that this was the pool at the time.
   *
   * - `pinned`: the rule set names a commit.
   * - `seen`: the branch was seen at this commit, last at `seenAt`.
   * - `assumed`: the branch was not seen by then; this is the first commit that it was seen at later, or the only one.
   * - `given`: it is the file that was named.
   * - `unknown`: nothing to go by, so there is no pool.
   */
  readonly certainty: "pinned" | "seen" | "assumed" | "given" | "unknown";
  /** The chain's block at which the branch was seen at this commit. */
  readonly seenAt?: BlockNumber | undefined;
}

/** All that a judgement needs, and where it is from. */
export interface JudgementSource {
  /** Its miners are `miners`. */
  readonly input: JudgementInput;
  /** By rising uid. */
  readonly miners: readonly SourcedMiner[];
  /** The block whose commitments these are; undefined where files were read. */
  readonly block?: BlockRef | undefined;
  readonly chosenBy?: JudgedBlock["chosenBy"] | undefined;
  readonly pool: PoolSource;
}

/** A file and the number of all its rows: `file.rows` may be fewer, see `readJudgementInput`. */
export interface CountedFile {
  readonly file: MinerFile;
  readonly rowCount: number;
}

/** A pool that has more rows than are kept cannot say of a row that it is not in it. */
export function toPool({ file, rowCount }: CountedFile): MinerFile {
  const row = file.rows.length;
  if (row === rowCount || file.status === "void") return file;
  const beyond: RowDigest = { row, raw: "rows that were not kept", canonical: undefined };
  return { ...file, status: "undecidable", rows: [...file.rows, beyond] };
}
