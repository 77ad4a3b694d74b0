import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JudgementSource } from "../src/judgement-source.ts";
import { readJudgementFiles } from "../src/read-judgement-files.ts";
import { createRules } from "./create-judgement.ts";

/** A row by its text, or the row itself. */
type TextRow = string | object;

export interface TextMiner {
  readonly uid: number;
  readonly rows: readonly TextRow[];
  readonly block?: number;
  readonly coldkey?: string;
}

export interface CreateTextSourceOptions {
  readonly folder: string;
  readonly pool?: readonly TextRow[] | undefined;
  /** More shared rows than this convict, and more twins link. Default 1. */
  readonly threshold?: number | undefined;
  /** Files in another order than that of the miners. */
  readonly reversed?: boolean;
}

/** Miners with files of such rows in a folder, and blocks and coldkeys where they are given. */
export async function createTextSource(
  miners: readonly TextMiner[],
  { folder, pool, threshold = 1, reversed = false }: CreateTextSourceOptions,
): Promise<JudgementSource> {
  const files = miners.map(({ uid, rows }) => {
    const path = join(folder, `miner_${uid}`, "data.jsonl");
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, toJsonl(rows));
    return path;
  });
  const poolFile = pool && join(folder, "pool.jsonl");
  if (poolFile !== undefined) writeFileSync(poolFile, toJsonl(pool ?? []));
  const source = await readJudgementFiles({
    files: reversed ? files.toReversed() : files,
    ruleSet: createRules({ threshold }),
    pool: poolFile,
  });
  const known = source.miners.map((miner) => {
    const found = miners.find(({ uid }) => uid === miner.uid);
    return { ...miner, commitmentBlock: found?.block, coldkey: found?.coldkey };
  });
  return { ...source, miners: known, input: { ...source.input, miners: known } };
}

function toJsonl(rows: readonly TextRow[]): string {
  return rows.map((row) => `${JSON.stringify(toRow(row))}\n`).join("");
}

function toRow(row: TextRow): object {
  if (typeof row !== "string") return row;
  const [content, ...answers] = row.split("|");
  return {
    system: null,
    conversations: [
      { role: "user", content },
      ...answers.map((answer) => ({ role: "assistant", content: answer })),
    ],
  };
}

/** Words `w<from>` to `w<until>`, the last one exclusive. */
export function words(from: number, until: number): string {
  return Array.from({ length: until - from }, (_, index) => `w${from + index}`).join(" ");
}
