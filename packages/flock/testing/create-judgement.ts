import type { BlockNumber } from "@flock-tools/core";
import type {
  JudgedMiner,
  JudgementInput,
  MinerFile,
  RowDigest,
} from "../src/judgement/judgement-input.ts";
import { RULE_SETS, type RuleSet } from "../src/judgement/rule-set.ts";

/** The rules of 2026-02, or parts of them changed. */
export function createRules(changes: Partial<RuleSet> = {}): RuleSet {
  const rules = RULE_SETS.find(({ name }) => name === "2026-02");
  if (rules === undefined) throw new RangeError("no rules of 2026-02");
  return { ...rules, ...changes };
}

/** A row named by a number; undefined is one that Python prints in a way that is not known. */
export type RowName = number | undefined;

export function createFile(
  rows: readonly RowName[],
  status: MinerFile["status"] = "valid",
): MinerFile {
  return {
    status,
    rows: rows.map((name, row): RowDigest => ({
      row,
      raw: `raw ${name ?? `of row ${row}`}`,
      canonical: name === undefined ? undefined : `row ${name}`,
    })),
  };
}

/** The numbers from `from` to `until`, exclusive. */
export function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, index) => from + index);
}

export const COMMIT: string = "0123456789abcdef0123456789abcdef01234567";

export interface JudgedMinerSpec extends Partial<JudgedMiner> {
  readonly uid: number;
  readonly block?: BlockNumber;
  readonly rows?: readonly RowName[];
  readonly status?: MinerFile["status"];
}

/** A miner that pinned its commit and committed at the block of its uid, unless said otherwise. */
export function createMiner({ block, rows, status, ...rest }: JudgedMinerSpec): JudgedMiner {
  return {
    hotkey: `5Hot${rest.uid}`,
    coldkey: `5Cold${rest.uid}`,
    commitmentBlock: block ?? rest.uid,
    revision: COMMIT,
    commit: COMMIT,
    file:
      rows === undefined ? { status: "none", reason: "no-commitment" } : createFile(rows, status),
    ...rest,
  };
}

/** A judgement with a pool of the rows 0 to 4,999. */
export function createInput(
  miners: readonly JudgedMinerSpec[],
  changes: Partial<JudgementInput> = {},
): JudgementInput {
  return {
    ruleSet: createRules(),
    pool: createFile(range(0, 5_000)),
    miners: miners.map(createMiner),
    ...changes,
  };
}
