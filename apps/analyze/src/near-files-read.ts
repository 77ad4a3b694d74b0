import type { AbortOptions } from "@flock-tools/core";
import { FlockError } from "@flock-tools/core";
import { readFileChunks, type ReadTextsOptions, readTextStream } from "@flock-tools/dataset";
import { readOutline, TabularError, readTextColumn } from "@flock-tools/tabular";
import type { NearFile } from "./near-files-input.ts";

/** Which text of a row is compared; the same for both formats. */
export type TextSelection = NonNullable<ReadTextsOptions["text"]>;

/** Texts of a file; the memory is only lent until the next ones are asked for. */
export interface FileTexts {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** Of each text its row's number in the file, from 0. */
  readonly rows: Uint32Array;
}

/** What a file came to. */
export interface FileSummary {
  readonly rows: number;
  readonly texts: number;
  readonly withoutText: number;
  /** Rows that cannot be read. */
  readonly errors: number;
  /** Why no row has a text, if the file has no such column. Hostile text. */
  readonly problem?: string;
}

export interface ReadFileOptions extends AbortOptions {
  readonly selection: TextSelection;
}

/**
 * The texts of one file.
 *
 * @throws FlockError that names the file; the abort reason
 */
export async function* readFileTexts(
  file: NearFile,
  { selection, signal }: ReadFileOptions,
): AsyncGenerator<FileTexts, FileSummary, undefined> {
  try {
    if (file.format === "parquet") return yield* readTextColumn(file.path, selection, { signal });
    const chunks = readFileChunks(file.path, { signal });
    return yield* readTextStream(chunks, { text: selection, lend: true, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (!isWithoutColumn(error)) throw nameFile(error, file);
    // Rows of JSONL that lack the key have no text either.
    const { rows } = await readOutline(file.path);
    return { rows, texts: 0, withoutText: rows, errors: 0, problem: error.message };
  }
}

function isWithoutColumn(error: unknown): error is TabularError {
  return (
    error instanceof TabularError &&
    (error.code === "TABULAR_NO_COLUMN" || error.code === "TABULAR_NOT_TEXT")
  );
}

/** What `error` says, and of which file. */
function nameFile(error: unknown, { name }: NearFile): unknown {
  if (error instanceof FlockError) {
    const { kind, code, details, next } = error;
    return new FlockError(`${name}: ${error.message}`, {
      kind,
      code,
      ...(details !== undefined && { details }),
      ...(next !== undefined && { next }),
      cause: error,
    });
  }
  if (!(error instanceof Error && "code" in error)) return error;
  return new FlockError(`${name} cannot be read`, {
    kind: "disk",
    code: "FILE_UNREADABLE",
    details: error.message,
    cause: error,
  });
}
