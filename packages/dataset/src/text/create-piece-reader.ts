import { LF } from "../json/characters.ts";
import { asBuffer } from "../line-ends.ts";
import { createLineSplitter } from "../split-lines.ts";
import { stripStart } from "../white-space.ts";
import { readLine } from "./read-line.ts";
import { isFull, loadPiece, type Piece, readRun } from "./read-piece.ts";
import { addError, type RowTexts, takeTexts, type TextScan } from "./text-scan.ts";

export interface PieceReader {
  /** Reads the next bytes of a file, a piece at most; a line may be cut anywhere. */
  push(bytes: Uint8Array): Generator<RowTexts, void, undefined>;
  /** Ends the file. */
  finish(): Generator<RowTexts, void, undefined>;
  /** Whether the rest of the file is of no interest: the cap of rows was passed. */
  isDone(): boolean;
}

export interface PieceReaderOptions {
  readonly batchBytes: number;
  readonly as: "copy" | "view";
}

/**
 * Reads a file piece by piece. Runs of whole plain lines are read where they are; what is between them goes through the
 * line splitter, which knows all ends of lines, and is read line by line: lines that are cut by the end of a piece, and
 * those that the kernel is not sure of.
 */
export function createPieceReader(
  scan: TextScan,
  { batchBytes, as }: PieceReaderOptions,
): PieceReader {
  let isDone = false;
  let isLineStart = true;
  // Bytes that are split next, up to the end of a line: the more the more often the kernel has not been sure at once.
  let split = 1;
  const splitter = createLineSplitter(scan.caps.lineBytes, ({ bytes, overlong }) => {
    if (isDone || (overlong?.isBlank ?? isBlank(bytes))) return;
    isDone = scan.tally.rows === scan.caps.rows;
    if (isDone || overlong !== undefined) addError(scan);
    else readLine(scan, bytes);
  });

  function readPlainLines(piece: Piece): void {
    const { end, isRead } = readRun(scan, piece, batchBytes);
    if (!isRead) splitter.push(piece.bytes.subarray(piece.at, end));
    split = end === piece.at ? 2 * split : 1;
    piece.at = end;
  }

  function splitLines(piece: Piece): void {
    const found = asBuffer(piece.bytes).indexOf(LF, piece.at + split - 1);
    const end = found === -1 ? piece.bytes.length : found + 1;
    splitter.push(piece.bytes.subarray(piece.at, end));
    piece.at = end;
    isLineStart = found !== -1;
  }

  const reader: PieceReader = {
    *push(bytes) {
      const piece = loadPiece(scan, bytes);
      while (piece.at < bytes.length && !reader.isDone()) {
        if (isLineStart) readPlainLines(piece);
        if (piece.at < bytes.length && !isFull(scan, batchBytes)) splitLines(piece);
        if (isFull(scan, batchBytes)) yield takeTexts(scan, as);
      }
    },
    *finish() {
      splitter.finish();
      if (scan.ends.length > 0) yield takeTexts(scan, as);
    },
    isDone: () => isDone,
  };
  return reader;
}

function isBlank(line: Uint8Array): boolean {
  return stripStart(line, 0, line.length) === line.length;
}
