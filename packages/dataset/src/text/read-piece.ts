import { isUtf8 } from "node:buffer";
import { ENTRIES, PIECE, reserve } from "./text-memory.ts";
import { addRow, type TextScan } from "./text-scan.ts";

// So that a batch of empty texts ends, too.
const MAX_TEXTS = 2 ** 16;

/** A part of a file, of {@link PIECE} bytes at most, in the kernel's memory. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** How much of it has been read. */
  at: number;
}

/** Some whole lines of a piece. */
interface Run {
  /** Exclusive, in the piece. */
  readonly end: number;
  /** Whether their rows have been read. */
  readonly isRead: boolean;
}

/** Hands a piece to the kernel; it stays there until the next one. */
export function loadPiece({ memory }: TextScan, bytes: Uint8Array): Piece {
  if (bytes.length > PIECE) throw new TypeError(`a piece has at most ${PIECE} bytes`);
  memory.heap.set(bytes, memory.pieceAt);
  return { bytes, at: 0 };
}

/** Whether the texts that are held make a batch of `batchBytes`. */
export function isFull({ size, ends }: TextScan, batchBytes: number): boolean {
  return size >= batchBytes || ends.length >= MAX_TEXTS;
}

/**
 * Reads the rows from `piece.at` on, which must be the beginning of a line: to the one that fills the batch, or as far
 * as the kernel is sure of them. None of them is read if their bytes are not UTF-8.
 */
export function readRun(scan: TextScan, { bytes, at }: Piece, batchBytes: number): Run {
  const { memory, caps, tally, size, ends } = scan;
  const { kernel, pieceAt, textsAt } = memory;
  reserve(memory, { texts: size + 2 * (bytes.length - at), line: 0 });
  const maxRows = Math.min(ENTRIES, MAX_TEXTS - ends.length, caps.rows - tally.rows);
  kernel.setLimits(maxRows, textsAt + batchBytes);
  const rows = kernel.readRows(pieceAt + at, pieceAt + bytes.length, textsAt + size);
  const end = kernel.stoppedAt() - pieceAt;
  // Asked of all lines at once, and only where a byte above 0x7F was met.
  if (kernel.sawWide() === 1 && !isUtf8(bytes.subarray(at, end))) return { end, isRead: false };
  for (let i = 0; i < rows; i += 1) addRow(scan, memory.entries[i] as number);
  return { end, isRead: true };
}
