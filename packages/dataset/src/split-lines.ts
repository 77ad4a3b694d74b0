import { createHash, type Hash } from "node:crypto";
import type { Sha256 } from "@flock-tools/core";
import { asBuffer, createLineEndFinder } from "./line-ends.ts";
import { RowCounter } from "./row-counter.ts";

const LF = 0x0a;
const CR = 0x0d;

/** One line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly line: number;
  /** Of its first byte in the file. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
  /** The line, or only its beginning if it is longer than the cap; valid until the next line. */
  readonly bytes: Buffer;
  /** Of a line longer than the cap, what can be known of it without holding it. */
  readonly overlong: { readonly isBlank: boolean; readonly sha256: Sha256 } | undefined;
}

export interface LineSplitter {
  /** Takes the next bytes of the file; a line may be cut anywhere. */
  push(chunk: Uint8Array): void;
  /** Ends the file: what follows the last line end is a line if there is anything. */
  finish(): void;
}

interface Overflow {
  readonly hash: Hash;
  readonly counter: RowCounter;
}

/** What is held of a line that began in an earlier chunk. */
interface Held {
  bytes: Buffer;
  /** Of the line so far; may pass what is held. */
  length: number;
  overflow: Overflow | undefined;
}

/**
 * Cuts a file that arrives in chunks at `\n`, `\r\n` and lone `\r`, as Python's text mode does, and hands each line to
 * `onLine`. Holds at most `maxBytes` of a line.
 */
export function createLineSplitter(maxBytes: number, onLine: (line: Line) => void): LineSplitter {
  const held: Held = { bytes: Buffer.alloc(0), length: 0, overflow: undefined };
  let line = 1;
  let lineOffset = 0;
  let chunkOffset = 0;
  let endedInCr = false;

  function emitHeld(): void {
    const { length, overflow } = held;
    const bytes = held.bytes.subarray(0, Math.min(length, maxBytes));
    onLine({ line, offset: lineOffset, length, bytes, overlong: overflow && sum(overflow) });
    held.length = 0;
    held.overflow = undefined;
  }

  function emit(part: Buffer): void {
    if (held.length === 0 && part.length <= maxBytes) {
      onLine({ line, offset: lineOffset, length: part.length, bytes: part, overlong: undefined });
    } else {
      hold(held, part, maxBytes);
      emitHeld();
    }
  }

  return {
    push(chunk) {
      const bytes = asBuffer(chunk);
      const nextLineEnd = createLineEndFinder(bytes);
      let at = 0;
      if (endedInCr && bytes[0] === LF) {
        at = 1;
        lineOffset += 1;
      }
      if (bytes.length > 0) endedInCr = false;
      while (at < bytes.length) {
        const end = nextLineEnd(at);
        if (end === bytes.length) {
          hold(held, bytes.subarray(at), maxBytes);
          break;
        }
        emit(bytes.subarray(at, end));
        at = end + 1;
        if (bytes[end] === CR) {
          if (bytes[at] === LF) at += 1;
          else endedInCr = at === bytes.length;
        }
        line += 1;
        lineOffset = chunkOffset + at;
      }
      chunkOffset += bytes.length;
    },
    finish() {
      if (held.length > 0) emitHeld();
    },
  };
}

function hold(held: Held, part: Buffer, maxBytes: number): void {
  const before = held.length;
  held.length += part.length;
  if (before < maxBytes) {
    const kept = part.subarray(0, maxBytes - before);
    if (held.bytes.length < before + kept.length) {
      const size = Math.min(maxBytes, Math.max(before + kept.length, 2 * held.bytes.length));
      const larger = Buffer.allocUnsafeSlow(size);
      held.bytes.copy(larger, 0, 0, before);
      held.bytes = larger;
    }
    kept.copy(held.bytes, before);
  }
  if (held.length > maxBytes) {
    if (held.overflow === undefined) {
      held.overflow = { hash: createHash("sha256"), counter: new RowCounter() };
      feed(held.overflow, held.bytes.subarray(0, maxBytes));
      feed(held.overflow, part.subarray(maxBytes - before));
    } else {
      feed(held.overflow, part);
    }
  }
}

function feed({ hash, counter }: Overflow, bytes: Buffer): void {
  hash.update(bytes);
  counter.push(bytes);
}

function sum({ hash, counter }: Overflow): NonNullable<Line["overlong"]> {
  return { isBlank: counter.finish() === 0, sha256: hash.digest("hex") };
}
