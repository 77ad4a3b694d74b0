import type { BlockNumber, Coldkey, CommitHash, Hotkey, Revision, Uid } from "@flock-tools/core";
import { type IndexedRow, judgeRows, type RowError } from "@flock-tools/dataset";
import type { RuleSet } from "./rule-set.ts";

/** By what a row is told from others; equal keys are equal rows. Any text does, such as a hash in hex. */
export type RowKey = string;

/** What a judgement needs of a row. */
export interface RowDigest {
  /** From 0. */
  readonly row: number;
  /** Of the row's bytes. */
  readonly raw: RowKey;
  /** Of what Python prints for the row; undefined if it prints nothing or that is not known. */
  readonly canonical: RowKey | undefined;
  /** Bytes of that: without a key so many at least. Undefined where nothing is known of it. */
  readonly canonicalLength?: number | undefined;
  /** Of the first byte of the row's line in its file; undefined where there is no file to read it from again. */
  readonly offset?: number | undefined;
  /** Bytes of the line without its end, likewise. */
  readonly length?: number | undefined;
}

/** A data set's file: what Python makes of it as a whole, and all its rows in their order. */
export interface MinerFile {
  readonly status: "valid" | "void" | "undecidable";
  readonly rows: readonly RowDigest[];
  /** Of the first row that makes the file void or undecidable. */
  readonly error?: RowError | undefined;
}

/** A miner of whom there is no file to judge. */
export interface NoFile {
  readonly status: "none";
  /** A short code: why, e.g. `no-commitment` or `gated`. */
  readonly reason: string;
}

/** A miner as the validator sees it. What is undefined is not known, as with files that were given by hand. */
export interface JudgedMiner {
  readonly uid: Uid;
  readonly hotkey: Hotkey | undefined;
  readonly coldkey: Coldkey | undefined;
  readonly commitmentBlock: BlockNumber | undefined;
  /** As committed. */
  readonly revision?: Revision | undefined;
  /** What the Hub resolves the revision to. */
  readonly commit?: CommitHash | undefined;
  readonly file: MinerFile | NoFile;
}

/** What one judgement is about. */
export interface JudgementInput {
  readonly ruleSet: RuleSet;
  /** Undefined if it is not at hand. */
  readonly pool: MinerFile | undefined;
  /** Every uid of the subnet, those without data too: the validator draws from all of them. */
  readonly miners: readonly JudgedMiner[];
  /** At which the commitments were read. */
  readonly block?: BlockNumber | undefined;
}

/** Makes of a file's index what a judgement needs of it. */
export function toMinerFile(
  rows: Iterable<
    Pick<IndexedRow, "row" | "rawSha256" | "canonicalSha256" | "canonicalLength" | "error">
  >,
): MinerFile {
  const indexed = [...rows];
  return {
    ...judgeRows(indexed),
    rows: indexed.map(({ row, rawSha256, canonicalSha256, canonicalLength }) => ({
      row,
      raw: rawSha256,
      canonical: canonicalSha256,
      canonicalLength,
    })),
  };
}
