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
  /** The line, valid until the next one; nothing of a line that is longer than the cap. */
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

export interface LineSink {
  readonly onLine: (line: Line) => void;
  /** Takes the next bytes of a line that is longer than the cap; they are valid until it returns. */
  readonly onPart?: ((part: Buffer) => void) | undefined;
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
 * `onLine`. Holds at most `maxBytes` of a line; a longer one is handed to `onPart` before.
 */
export function createLineSplitter(
  maxBytes: number,
  sink: LineSink | LineSink["onLine"],
): LineSplitter {
  const { onLine, onPart }: LineSink = typeof sink === "function" ? { onLine: sink } : sink;
  const held: Held = { bytes: Buffer.alloc(0), length: 0, overflow: undefined };
  let line = 1;
  let lineOffset = 0;
  let chunkOffset = 0;
  let endedInCr = false;

  function emitHeld(): void {
    const { length, overflow } = held;
    const bytes = held.bytes.subarray(0, overflow === undefined ? length : 0);
    onLine({ line, offset: lineOffset, length, bytes, overlong: overflow && sum(overflow) });
    held.length = 0;
    held.overflow = undefined;
  }

  function hold(part: Buffer): void {
    if (held.length + part.length <= maxBytes) return keep(held, part, maxBytes);
    if (held.overflow === undefined) {
      held.overflow = { hash: createHash("sha256"), counter: new RowCounter() };
      handOn(held.overflow, held.bytes.subarray(0, held.length));
    }
    handOn(held.overflow, part);
    held.length += part.length;
  }

  function handOn({ hash, counter }: Overflow, part: Buffer): void {
    hash.update(part);
    counter.push(part);
    onPart?.(part);
  }

  function emit(part: Buffer): void {
    if (held.length === 0 && part.length <= maxBytes) {
      onLine({ line, offset: lineOffset, length: part.length, bytes: part, overlong: undefined });
    } else {
      hold(part);
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
          hold(bytes.subarray(at));
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

function keep(held: Held, part: Buffer, maxBytes: number): void {
  const needed = held.length + part.length;
  if (held.bytes.length < needed) {
    const size = Math.min(maxBytes, Math.max(needed, 2 * held.bytes.length));
    const larger = Buffer.allocUnsafeSlow(size);
    held.bytes.copy(larger, 0, 0, held.length);
    held.bytes = larger;
  }
  part.copy(held.bytes, held.length);
  held.length = needed;
}

function sum({ hash, counter }: Overflow): NonNullable<Line["overlong"]> {
  return { isBlank: counter.finish() === 0, sha256: hash.digest("hex") };
}
