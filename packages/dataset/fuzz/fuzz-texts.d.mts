import type { Row, RowTexts, RowTextsSummary, TextSelection } from "../src/index.ts";

export interface TextFuzzTally {
  readonly lines: number;
  readonly files: number;
  readonly texts: number;
  readonly errors: number;
  readonly mismatches: readonly { seed: number; file: string; why: string }[];
}

type Batches = Generator<RowTexts, RowTextsSummary, undefined>;

export interface CollectedTexts {
  readonly texts: Map<number, string>;
  readonly summary: RowTextsSummary;
}

export const SELECTIONS: readonly TextSelection[];

export function fuzzTexts(options: {
  readonly python: string;
  readonly seed: number;
  readonly lines: number;
  readonly subject: {
    readonly readTexts: (file: Uint8Array, options: { text: TextSelection }) => Batches;
    readonly readRows: (file: Uint8Array) => Iterable<Row>;
  };
}): Promise<TextFuzzTally>;

/** Of each row its text, null if it has none, undefined if it is an error. */
export type ExpectedTexts = readonly (string | null | undefined)[];

export function compareTexts(found: CollectedTexts, expected: ExpectedTexts): string | undefined;
export function collectTexts(batches: Batches): CollectedTexts;
export function addBatch(texts: Map<number, string>, batch: RowTexts): void;
