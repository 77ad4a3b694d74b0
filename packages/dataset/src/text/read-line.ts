import { isUtf8 } from "node:buffer";
import { UNDECIDABLE_DEPTH } from "../caps.ts";
import { LF } from "../json/characters.ts";
import { canonicalize } from "../json/canonicalize.ts";
import { stripEnd, stripStart } from "../white-space.ts";
import { reserve } from "./text-memory.ts";
import { addError, addRow, NO_TEXT, type TextOutcome, type TextScan } from "./text-scan.ts";
import { type TextTarget, writeCanonicalText } from "./write-canonical-text.ts";

/** Reads one row, a line without its end, and adds its text to those that are held. */
export function readLine(scan: TextScan, line: Uint8Array): TextOutcome {
  if (line.length > scan.caps.lineBytes) return addError(scan);
  return readPlainly(scan, line) ?? readExactly(scan, line);
}

/** Reads a row by the kernel; undefined and nothing added if that is not sure. */
export function readPlainly(scan: TextScan, line: Uint8Array): TextOutcome | undefined {
  const { memory, size } = scan;
  const { kernel, textsAt } = memory;
  reserve(memory, { texts: size + 2 * line.length, line: line.length + 1 });
  const { heap, lineAt } = memory;
  const end = lineAt + line.length;
  heap.set(line, lineAt);
  heap[end] = LF;
  kernel.setLimits(1, 0);
  const rows = kernel.readRows(lineAt, end + 1, textsAt + size);
  // Addresses come as signed numbers.
  if (rows !== 1 || kernel.stoppedAt() >>> 0 !== end + 1) return undefined;
  if (kernel.sawWide() === 1 && !isUtf8(line)) return undefined;
  return addRow(scan, memory.entries[0] as number);
}

/** Reads a row by what does everything as Python does, at a tenth of the speed. */
export function readExactly(scan: TextScan, line: Uint8Array): TextOutcome {
  const { memory, exact } = scan;
  const start = stripStart(line, 0, line.length);
  const end = stripEnd(line, start, line.length);
  const canonical = canonicalize(exact, { bytes: line, start, end });
  if (canonical === undefined || exact.deepest >= UNDECIDABLE_DEPTH.first) return addError(scan);
  reserve(memory, { texts: scan.size + canonical.length, line: 0 });
  const target: TextTarget = { heap: memory.heap, end: memory.textsAt + scan.size, parts: 0 };
  const hasText = writeCanonicalText(canonical, scan.printedKeys, target);
  return addRow(scan, hasText ? target.end : NO_TEXT);
}
