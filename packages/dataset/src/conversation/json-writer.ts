import { readCodePoint, writeCodePoint } from "../json/canonical-text.ts";
import { BACKSLASH, LOWER_U, QUOTE } from "../json/characters.ts";
import type { Span } from "./read-members.ts";

/** Where JSON is written to that was printed before. */
export interface JsonWriter {
  /** Has room for what is written next only after {@link makeRoom}. */
  out: Uint8Array;
  size: number;
  /** Whether a lone surrogate was met, and so replaced. */
  isDamaged: boolean;
}

const REPLACEMENT = 0xfffd;

export function createJsonWriter(): JsonWriter {
  return { out: new Uint8Array(2 ** 12), size: 0, isDamaged: false };
}

/** Sees that `bytes` more can be written. */
function makeRoom(writer: JsonWriter, bytes: number): void {
  const room = writer.size + bytes;
  if (room <= writer.out.length) return;
  const larger = new Uint8Array(2 * room);
  larger.set(writer.out.subarray(0, writer.size));
  writer.out = larger;
}

export function writeBytes(writer: JsonWriter, bytes: Uint8Array): void {
  makeRoom(writer, bytes.length);
  writer.out.set(bytes, writer.size);
  writer.size += bytes.length;
}

/**
 * Writes a string of a printed row anew, quotes included: what needs no escape has none, and a lone surrogate
 * becomes U+FFFD. Returns how many characters it has.
 */
export function writeString(writer: JsonWriter, row: Uint8Array, { start, end }: Span): number {
  const last = end - 1;
  makeRoom(writer, end - start);
  const { out } = writer;
  let characters = 0;
  let { size } = writer;
  let from = start + 1;
  out[size++] = QUOTE;
  while (from < last) {
    characters += 1;
    const byte = row[from] as number;
    if (byte !== BACKSLASH) {
      out[size++] = byte;
      from += 1;
      continue;
    }
    const point = row[from + 1] === LOWER_U ? readCodePoint(row, from) : 0;
    const length = row[from + 1] !== LOWER_U ? 2 : point > 0xffff ? 12 : 6;
    const isLone = point >= 0xd800 && point <= 0xdfff;
    if (isLone) writer.isDamaged = true;
    if (point >= 0x20) size = writeCodePoint(isLone ? REPLACEMENT : point, out, size);
    else for (let i = 0; i < length; i += 1) out[size++] = row[from + i] as number;
    from += length;
  }
  out[size++] = QUOTE;
  writer.size = size;
  return characters;
}
