import { access, constants, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Envelope, formatEnvelope } from "@flock-tools/cli";
import { FlockError } from "@flock-tools/core";
import type { JudgementReport, NearReport } from "@flock-tools/flock";
import {
  GROUP_COLUMNS,
  listGroupRecords,
  listPairRecords,
  listReplayRecords,
  MINER_COLUMNS,
  PAIR_COLUMNS,
  REPLAY_COLUMNS,
} from "./csv-columns.ts";
import { formatCsv } from "./format-csv.ts";
import { formatNearFiles } from "./near-csv-columns.ts";

/**
 * Makes sure, before anything is read, that files can be written there at the end.
 *
 * @throws FlockError REPORT_NOT_WRITABLE
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw createError(folder, error);
  }
}

export interface WriteReportFilesOptions {
  readonly folder: string;
  readonly report: JudgementReport;
  readonly near?: NearReport | undefined;
  /** What `report.json` is to hold: the same as `--json` prints. */
  readonly envelope: Envelope;
}

/**
 * Writes `report.json`, `miners.csv`, `pairs.csv`, `groups.csv` and, if there was one, `replay.csv` and the files of near
 * duplicates, each in one piece.
 *
 * @throws FlockError REPORT_NOT_WRITABLE
 */
export async function writeReportFiles({
  folder,
  report,
  near,
  envelope,
}: WriteReportFilesOptions): Promise<void> {
  const files: Readonly<Record<string, string | undefined>> = {
    "miners.csv": formatCsv(MINER_COLUMNS, report.miners),
    "pairs.csv": formatCsv(PAIR_COLUMNS, listPairRecords(report)),
    "groups.csv": formatCsv(GROUP_COLUMNS, listGroupRecords(report)),
    "replay.csv": report.replay && formatCsv(REPLAY_COLUMNS, listReplayRecords(report.replay)),
    ...formatNearFiles(near),
    "report.json": formatEnvelope(envelope),
  };
  await writeFiles(folder, files);
}

/**
 * Writes files, each in one piece; those without a text are removed: one of an earlier run would be taken for one of
 * this run.
 *
 * @throws FlockError REPORT_NOT_WRITABLE; what making a text throws
 */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, FileText | undefined>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    if (text === undefined) await rm(path, { force: true });
    else await writeWhole(path, text);
  }
}

type FileText = string | Iterable<string> | AsyncIterable<string>;

async function writeWhole(path: string, text: FileText): Promise<void> {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(aside, text);
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw isSystemError(error) ? createError(path, error) : error;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function createError(path: string, cause: unknown): FlockError {
  return new FlockError(`cannot write ${path}`, {
    kind: "disk",
    code: "REPORT_NOT_WRITABLE",
    details: cause instanceof Error ? cause.message : String(cause),
    next:
      isSystemError(cause) && cause.code === "ENOSPC"
        ? "free some space, or give --out a folder on another disk"
        : "give --out a folder that can be written",
    cause,
  });
}
