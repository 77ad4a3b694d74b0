import { type Dirent, type Stats } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type ForeignFormat, sniffFormat } from "@flock-tools/dataset";
import { UsageError } from "@flock-tools/core";
import { FOREIGN_FORMATS } from "./describe-miner.ts";
import { shortenPath } from "./shorten-path.ts";

/** A file whose rows are compared. */
export interface NearFile {
  /** Absolute. */
  readonly path: string;
  /** As a person in the working folder writes it. */
  readonly name: string;
  readonly format: "jsonl" | "parquet";
  /** Bytes. */
  readonly size: number;
  /** Changes whenever the file does. */
  readonly version: string;
}

export interface FoundFiles {
  /** By path, in the order of its UTF-16 units: what is found does not hang on the order of the arguments. */
  readonly files: readonly NearFile[];
  /** Names of files that were given more than once. */
  readonly repeated: readonly string[];
  /** Of files in folders that are neither JSONL nor Parquet: what they are, by name. */
  readonly refused: readonly string[];
}

/**
 * The files that are named, and those within folders that are. A folder may have files of many people, of which one that
 * is neither JSONL nor Parquet does not keep the others from being compared.
 *
 * @throws UsageError for a path that cannot be read, a folder without data and a named file that is neither JSONL nor
 * Parquet
 */
export async function findNearFiles(words: readonly string[], cwd: string): Promise<FoundFiles> {
  const listed = await Promise.all(words.map((word) => listFiles(resolve(cwd, word), cwd)));
  const paths = listed.flat().toSorted(compareText);
  const named = new Set(words.map((word) => resolve(cwd, word)));
  const files: NearFile[] = [];
  const repeated = new Set<string>();
  const refused: UsageError[] = [];
  const places = new Map<string, string>();
  for (const path of paths) {
    const place = await realpath(path);
    const known = places.get(place);
    if (known === undefined) {
      const name = shortenPath(path, cwd);
      places.set(place, name);
      try {
        files.push(await openFile(path, name));
      } catch (error) {
        if (named.has(path) || !isNotRows(error)) throw error;
        refused.push(error);
      }
    } else repeated.add(known);
  }
  const [first] = refused;
  if (files.length === 0 && first !== undefined) throw first;
  return { files, repeated: [...repeated], refused: refused.map(({ message }) => message) };
}

/** What of a file changes when it is written to. */
export function versionOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs, ctimeMs].join(" ");
}

async function listFiles(path: string, cwd: string): Promise<string[]> {
  const name = shortenPath(path, cwd);
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  if (stats.isFile()) return [path];
  if (!stats.isDirectory()) throw unreadable(name);
  const found = await listFolder(path).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  if (found.length > 0) return found;
  throw new UsageError(`${name} holds no .jsonl or .parquet file`, {
    code: "NO_DATA_FILES",
    next: "name the files, or a folder that holds some",
  });
}

const DATA_FILE = /\.(?:jsonl|parquet)$/i;

/** Hidden folders are caches and repositories; a link to a folder could lead round in a circle. */
async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith("."));
  const lists = await Promise.all(visible.map((entry) => listEntry(folder, entry)));
  return lists.flat();
}

async function listEntry(folder: string, entry: Dirent): Promise<string[]> {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return listFolder(path);
  if (!DATA_FILE.test(entry.name)) return [];
  // A link to a file is one: the Hub's cache is made of them.
  const isFile = entry.isFile() || (await stat(path)).isFile();
  return isFile ? [path] : [];
}

// Enough for any signature.
const HEAD = 512;

async function openFile(path: string, name: string): Promise<NearFile> {
  const handle = await open(path).catch((cause: unknown) => {
    throw unreadable(name, cause);
  });
  try {
    const stats = await handle.stat();
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const sniffed = sniffFormat(buffer.subarray(0, bytesRead));
    const isParquet = sniffed === "parquet" || /\.parquet$/i.test(path);
    if (!isParquet && sniffed !== undefined) refuseFormat(name, sniffed);
    const format = isParquet ? "parquet" : "jsonl";
    return { path, name, format, size: stats.size, version: versionOf(stats) };
  } finally {
    await handle.close();
  }
}

const STEPS: Readonly<Partial<Record<ForeignFormat, string>>> = {
  gzip: "unpack it with gunzip -k",
  zstd: "unpack it with zstd -d",
  zip: "unpack it with unzip",
  "git-lfs-pointer": "fetch the file itself with git lfs pull",
  "utf-16": "convert it with iconv -f UTF-16 -t UTF-8",
};

/** @throws UsageError, unless the file may be JSONL for all that */
function refuseFormat(name: string, format: ForeignFormat): void {
  // Only its first row is lost to Python, and counted as one that cannot be read.
  if (format === "utf-8-bom") return;
  throw new UsageError(
    `${name} is neither JSONL nor Parquet: it looks like ${FOREIGN_FORMATS[format]}`,
    {
      code: "NOT_ROWS",
      next: STEPS[format] ?? "give JSONL or Parquet files",
    },
  );
}

function isNotRows(error: unknown): error is UsageError {
  return error instanceof UsageError && error.code === "NOT_ROWS";
}

function unreadable(name: string, cause?: unknown): UsageError {
  const details = cause instanceof Error ? { details: cause.message, cause } : {};
  return new UsageError(`${name} is not a file or folder that can be read`, {
    code: "NO_FILE",
    ...details,
    next: "check the path",
  });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
