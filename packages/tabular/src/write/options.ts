import type { Writable } from "node:stream";
import type { AbortOptions } from "@flock-tools/core";
import type { TableSchema } from "../schema.ts";

export interface WriteProgress {
  /** `read`: rows are being taken in; `write`: the file is being written. */
  readonly phase: "read" | "write";
  /** Rows so far. */
  readonly rows: number;
  /** Bytes so far: of what was taken in, or of the file. */
  readonly bytes: number;
}

export interface WriteTableOptions extends AbortOptions {
  readonly schema: TableSchema;
  /** Goes into the file's own metadata where the format has any. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: WriteProgress) => void;
  /** Folder of the file that DuckDB makes before it goes to a stream. Default: the system's. */
  readonly tempDir?: string;
}

/** Where a file goes. A stream stays open: it is its owner's to end. */
export type Target =
  | {
      readonly path: string;
      /** Whether a file of that name is replaced. Default false. */
      readonly force?: boolean;
    }
  | { readonly stream: Writable };

export interface WrittenBytes {
  readonly bytes: number;
  /** Of all bytes: 64 lower-case hex digits. */
  readonly sha256: string;
}

export interface WrittenTable extends WrittenBytes {
  readonly rows: number;
}
