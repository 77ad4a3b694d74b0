import type { CanonicalRows, Row } from "../src/index.ts";

export interface FuzzTally {
  readonly lines: number;
  readonly files: number;
  readonly valid: number;
  readonly void: number;
  readonly undecidable: number;
  readonly mismatches: readonly { seed: number; file: string; why: string }[];
}

export function fuzz(options: {
  readonly python: string;
  readonly seed: number;
  readonly lines: number;
  readonly subject: {
    readonly readRows: (file: Uint8Array) => Iterable<Row>;
    readonly canonicalRows: (file: Uint8Array) => CanonicalRows;
  };
}): Promise<FuzzTally>;
