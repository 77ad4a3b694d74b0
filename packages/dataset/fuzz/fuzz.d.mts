import type { CanonicalRows, Row } from "../src/index.ts";
import type { createRowScanner } from "../src/row-scanner.ts";

export interface FuzzTally {
  readonly lines: number;
  readonly files: number;
  readonly valid: number;
  readonly void: number;
  readonly undecidable: number;
  /** Of the valid ones, where they were read in parts: how many were printed, and why others were not. */
  readonly parts?: { readonly printed: number; readonly long: number; readonly unknown: number };
  readonly mismatches: readonly { seed: number; file: string; why: string }[];
}

export function fuzz(options: {
  readonly python: string;
  readonly seed: number;
  readonly lines: number;
  readonly subject:
    | {
        readonly readRows: (file: Uint8Array) => Iterable<Row>;
        readonly canonicalRows: (file: Uint8Array) => CanonicalRows;
      }
    | { readonly createRowScanner: typeof createRowScanner };
}): Promise<FuzzTally>;
