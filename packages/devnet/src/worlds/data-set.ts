import { createHash } from "node:crypto";

/** A JSONL file as its lines: made into bytes only when asked for. */
export interface DataSet {
  /** Without their ends; shared between data sets, never changed. */
  readonly rows: readonly Uint8Array[];
  /** Whether the last line ends in `\n` too. */
  readonly endsWithNewline: boolean;
}

/** What can be known of a data set's bytes. */
export interface DataSetFacts {
  readonly rows: number;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

const NEWLINE = Uint8Array.of(0x0a);

/** The file. */
export function writeDataSet({ rows, endsWithNewline }: DataSet): Uint8Array {
  const parts = rows.flatMap((row) => [row, NEWLINE]);
  return Buffer.concat(endsWithNewline ? parts : parts.slice(0, -1));
}

export function readDataSetFacts(dataSet: DataSet): DataSetFacts {
  const bytes = writeDataSet(dataSet);
  return {
    rows: dataSet.rows.length,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** How many different rows stand byte for byte in both. */
export function countSharedRows(left: DataSet, right: DataSet): number {
  const texts = new Set(left.rows.map(textOf));
  return new Set(right.rows.map(textOf).filter((text) => texts.has(text))).size;
}

function textOf(row: Uint8Array): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString("latin1");
}
