import type { AbortOptions } from "@flock-tools/core";
import type { Store } from "@flock-tools/store";
import { writeFolder } from "@flock-tools/tabular";
import { readRowLines } from "../near/read-row-lines.ts";
import { createMixManifest } from "./create-mix-manifest.ts";
import { describeLineage } from "./describe-lineage.ts";
import { createFileWriter, type FileWriter, type FolderFile } from "./file-writer.ts";
import type { Mix, MixRow, MixSplit } from "./mix.ts";

/** The names of the files that a mix may have. */
export const MIX_FILES = {
  train: "train.jsonl",
  validation: "validation.jsonl",
  lineage: "lineage.jsonl",
  manifest: "manifest.json",
} as const;

export interface MixWriteProgress {
  /** Rows that were written, and all. */
  readonly rows: number;
  readonly totalRows: number;
  /** Bytes of the rows that were written. */
  readonly bytes: number;
}

export interface WriteMixOptions extends AbortOptions {
  /** The folder to be made. */
  readonly path: string;
  /** Whether a mix that is there already is replaced. Default false. */
  readonly force?: boolean | undefined;
  readonly onProgress?: ((progress: MixWriteProgress) => void) | undefined;
}

/** What was written, the manifest last. */
export interface WrittenMix {
  readonly files: readonly FolderFile[];
}

/**
 * Writes a mix as a folder, which is there whole or not at all: `train.jsonl`, `validation.jsonl` unless nothing was asked
 * for, `lineage.jsonl` with a line for each of their rows, and `manifest.json`. Lines of rows are the bytes that the
 * miner published, read again one by one and held against their hashes. The same mix gives the same bytes.
 *
 * @throws FlockError ROW_CHANGED if a row is no longer what it was; TabularError TABULAR_TARGET_EXISTS if there is
 * something in the folder, with `force` if it is not a mix; TABULAR_DISK; StoreError; the abort reason
 */
export async function writeMix(
  store: Store,
  mix: Mix,
  { path, force = false, onProgress = () => {}, signal }: WriteMixOptions,
): Promise<WrittenMix> {
  return writeFolder({ path, force }, { kind: MIX_FOLDER, signal }, async (folder) => {
    const files = createFileWriter(folder, { signal });
    const totalRows = mix.splits.reduce((sum, { rows }) => sum + rows, 0);
    const done = { rows: 0, bytes: 0 };
    const onRow = ({ length }: MixRow): void => {
      done.rows += 1;
      done.bytes += length + 1;
      if (done.rows % ROWS_A_REPORT === 0 || done.rows === totalRows) {
        onProgress({ ...done, totalRows });
      }
    };
    for (const split of mix.splits) await writeSplit(files, split, { store, signal, onRow });
    await writeLineage(files, mix);
    await files.write(MIX_FILES.manifest, [createMixManifest(mix, files.list())]);
    return { files: files.list() };
  });
}

const MIX_FOLDER = { name: "a mix", member: "mix" };
const ROWS_A_REPORT = 256;
const LINE_FEED = Uint8Array.of(0x0a);

interface WriteSplitOptions extends AbortOptions {
  readonly store: Store;
  readonly onRow: (row: MixRow) => void;
}

async function writeSplit(
  files: FileWriter,
  split: MixSplit,
  options: WriteSplitOptions,
): Promise<void> {
  await files.write(MIX_FILES[split.name], readLines(split, options), split.rows);
}

async function* readLines(
  split: MixSplit,
  { store, signal, onRow }: WriteSplitOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const row of split.list()) {
    const { row: place, offset, length, rawSha256, canonicalSha256 } = row;
    const digest = { row: place, offset, length, raw: rawSha256, canonical: canonicalSha256 };
    const file = { sha256: row.fileSha256 };
    for await (const lines of readRowLines(file, [digest], { store, signal })) yield* lines;
    yield LINE_FEED;
    onRow(row);
  }
}

async function writeLineage(files: FileWriter, { splits }: Mix): Promise<void> {
  const rows = splits.reduce((sum, split) => sum + split.rows, 0);
  await files.write(MIX_FILES.lineage, listLineage(splits), rows);
}

function* listLineage(splits: readonly MixSplit[]): Generator<string> {
  for (const { name, list } of splits) {
    let line = 0;
    for (const row of list()) {
      line += 1;
      yield `${JSON.stringify(describeLineage(row, { split: name, line }))}\n`;
    }
  }
}
