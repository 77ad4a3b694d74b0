import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type AbortOptions, type Uid, UsageError } from "@flock-tools/core";
import { MAX_KEPT_ROWS } from "@flock-tools/store";
import {
  type CountedFile,
  type JudgementSource,
  type SourcedMiner,
  toPool,
} from "./judgement-source.ts";
import type { MinerFile, NoFile, RowDigest } from "./judgement/judgement-input.ts";
import type { RuleSet } from "./judgement/rule-set.ts";
import { MINER_FOLDER } from "./miner-views.ts";
import { scanFile, SMALL_FILE } from "./scan-file.ts";
import { DATA_FILE } from "./snapshot-paths.ts";

interface ReadFilesOptions extends AbortOptions {
  readonly ruleSet: RuleSet;
  /** The evaluation pool's file. */
  readonly pool?: string | undefined;
}

export interface ReadJudgementFolderOptions extends ReadFilesOptions {
  /** Holds folders `miner_<uid>`. */
  readonly folder: string;
}

export interface ReadJudgementFilesOptions extends ReadFilesOptions {
  readonly files: readonly string[];
}

const POOL_FILE = join("eval_data", DATA_FILE);

/**
 * What a judgement needs, out of a folder of `miner_<uid>/data.jsonl`. The files do not say who committed when, so of
 * two that share too many rows it stays open who loses. A folder without the file is a miner without data. The pool is
 * `eval_data/data.jsonl` in the folder or beside it, unless one is given.
 *
 * @throws UsageError NO_DATA_SETS if there is no such folder in it, NO_FILE if the pool that was given cannot be read;
 * the abort reason
 */
export async function readJudgementFolder({
  folder,
  ...options
}: ReadJudgementFolderOptions): Promise<JudgementSource> {
  const uids = await listUids(folder);
  if (uids.length === 0) {
    throw new UsageError(`${folder} has no folders miner_<uid>`, {
      code: "NO_DATA_SETS",
      next: "name a folder that holds miner_0/data.jsonl, miner_1/data.jsonl and so on",
    });
  }
  const beside = [join(folder, POOL_FILE), join(dirname(resolve(folder)), POOL_FILE)];
  const pool = options.pool ?? (await findFirst(beside));
  const named = uids.map((uid) => ({ uid, path: join(folder, `miner_${uid}`, DATA_FILE) }));
  return readNamed(named, { ...options, pool });
}

/**
 * What a judgement needs, out of files in any place. One in a folder `miner_<uid>` has that uid, the others get what is
 * free, from 0, in their order.
 *
 * @throws UsageError NO_FILE for a path that cannot be read as a file; the abort reason
 */
export async function readJudgementFiles({
  files,
  ...options
}: ReadJudgementFilesOptions): Promise<JudgementSource> {
  for (const path of files) await checkFile(path);
  return readNamed(assignUids(files), options);
}

interface NamedFile {
  readonly uid: Uid;
  readonly path: string;
}

async function readNamed(
  named: readonly NamedFile[],
  { ruleSet, pool, signal }: ReadFilesOptions,
): Promise<JudgementSource> {
  if (pool !== undefined) await checkFile(pool);
  const miners: SourcedMiner[] = [];
  for (const { uid, path } of named.toSorted((a, b) => a.uid - b.uid)) {
    const found = await readMinerFile(path, { maxRows: ruleSet.rows, signal });
    const unknown = { hotkey: undefined, coldkey: undefined, commitmentBlock: undefined };
    miners.push({ uid, ...unknown, path, ...found });
  }
  const read =
    pool === undefined ? undefined : await readRows(pool, { maxRows: MAX_KEPT_ROWS, signal });
  return {
    miners,
    pool: { path: pool, rowCount: read?.rowCount, certainty: read ? "given" : "unknown" },
    input: { ruleSet, pool: read && toPool(read), miners },
  };
}

interface ReadOptions extends AbortOptions {
  readonly maxRows: number;
}

async function readMinerFile(
  path: string,
  options: ReadOptions,
): Promise<{ readonly file: MinerFile | NoFile; readonly rowCount?: number }> {
  if (!(await isFile(path))) return { file: { status: "none", reason: "file-not-found" } };
  try {
    return await readRows(path, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof Error) || !("code" in error)) throw error;
    return { file: { status: "none", reason: "unreadable" } };
  }
}

async function readRows(path: string, { maxRows, signal }: ReadOptions): Promise<CountedFile> {
  const rows: RowDigest[] = [];
  const { size } = await stat(path);
  const source = size > SMALL_FILE ? createReadStream(path) : await readFile(path, { signal });
  const { rowCount, ...verdict } = await scanFile(source, {
    signal,
    onRow({ row, rawSha256: raw, canonicalSha256: canonical, canonicalLength, offset, length }) {
      if (row < maxRows) rows.push({ row, raw, canonical, canonicalLength, offset, length });
    },
  });
  return { rowCount, file: { ...verdict, rows } };
}

async function listUids(folder: string): Promise<Uid[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  });
  return names.flatMap((name) => MINER_FOLDER.exec(name)?.[1] ?? []).map(Number);
}

function assignUids(files: readonly string[]): NamedFile[] {
  const taken = new Set<Uid>();
  const named = files.map((path) => {
    const uid = Number(MINER_FOLDER.exec(basename(dirname(resolve(path))))?.[1] ?? NaN);
    if (!Number.isSafeInteger(uid) || taken.has(uid)) return { path };
    taken.add(uid);
    return { path, uid };
  });
  let next = 0;
  return named.map(({ path, uid }) => {
    if (uid !== undefined) return { path, uid };
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { path, uid: next };
  });
}

async function findFirst(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isFile(path)) return path;
  return undefined;
}

async function checkFile(path: string): Promise<void> {
  if (await isFile(path)) return;
  throw new UsageError(`${path} is not a file that can be read`, {
    code: "NO_FILE",
    next: "check the path",
  });
}

// A pipe or a device would be waited for.
async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  });
  return found?.isFile() === true;
}
