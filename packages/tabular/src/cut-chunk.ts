import type { DuckDBBlobVector, DuckDBDataChunk, DuckDBListVector } from "@duckdb/node-api";
import type { RowTexts, RowTextsSummary } from "./row-texts.ts";

export type Counts = { -readonly [K in keyof RowTextsSummary]: number };

export interface CutChunkOptions {
  /** Of the rows before; those of the chunk are added. */
  readonly counts: Counts;
  readonly batchBytes: number;
  readonly textBytes: number;
}

interface Batch {
  readonly pieces: Uint8Array[];
  readonly offsets: number[];
  readonly rows: number[];
}

/** The texts of a chunk whose one column is the list of each row's parts, BLOB[], joined by line breaks. */
export function* cutChunk(
  chunk: DuckDBDataChunk,
  { counts, batchBytes, textBytes }: CutChunkOptions,
): Generator<RowTexts, void, undefined> {
  const lists = chunk.getColumnVector(0) as DuckDBListVector;
  let batch: Batch = { pieces: [], offsets: [0], rows: [] };
  // Vectors and short values are views of the chunk's memory, and do not keep it: asking the chunk each time does.
  for (let index = 0; index < chunk.rowCount; index += 1) {
    const row = counts.rows;
    counts.rows += 1;
    const pieces = readPieces(lists.getItemVector(index) as DuckDBBlobVector | null);
    const length = pieces?.reduce((sum, piece) => sum + piece.length, 0) ?? 0;
    if (pieces === undefined) counts.withoutText += 1;
    else if (length > textBytes) counts.errors += 1;
    else {
      counts.texts += 1;
      const end = (batch.offsets.at(-1) ?? 0) + length;
      batch.pieces.push(...pieces);
      batch.offsets.push(end);
      batch.rows.push(row);
      if (end < batchBytes) continue;
      yield toRowTexts(batch);
      batch = { pieces: [], offsets: [0], rows: [] };
    }
  }
  if (batch.rows.length > 0) yield toRowTexts(batch);
}

const LINE_BREAK = Uint8Array.of(0x0a);

/** What the text of a row is made of, line breaks too; a part that is NULL adds nothing. */
function readPieces(parts: DuckDBBlobVector | null): Uint8Array[] | undefined {
  if (parts === null) return undefined;
  const pieces: Uint8Array[] = [];
  for (let index = 0; index < parts.itemCount; index += 1) {
    const part = parts.getItemBytes(index);
    if (part === null) continue;
    if (pieces.length > 0) pieces.push(LINE_BREAK);
    pieces.push(part);
  }
  return pieces;
}

function toRowTexts({ pieces, offsets, rows }: Batch): RowTexts {
  const bytes = new Uint8Array(offsets.at(-1) ?? 0);
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return { bytes, offsets: Uint32Array.from(offsets), rows: Uint32Array.from(rows) };
}
