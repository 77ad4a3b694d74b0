import type { Sha256 } from "@flock-tools/core";
import { resolveCaps, type RowCaps, UNDECIDABLE_DEPTH } from "./caps.ts";
import { explainFault, explainLineCap, explainNesting, explainRowCap } from "./create-row-error.ts";
import { canonicalize } from "./json/canonicalize.ts";
import { createScan, type Scan } from "./json/scan.ts";
import type { RowError } from "./row-error.ts";
import { createLineSplitter, type Line } from "./split-lines.ts";
import { stripEnd, stripStart } from "./white-space.ts";

/** Where a row is in its file. */
export interface RowPosition {
  /** From 0; blank lines are not rows. */
  readonly row: number;
  /** From 1; blank lines count. */
  readonly line: number;
  /** Of the first byte of the row's line in the file, from 0. */
  readonly offset: number;
  /** Bytes of the row's line without its end; white space around the row is included. */
  readonly length: number;
}

/** A row as it passes by: the views hold until the next one. */
export interface ScannedRow extends RowPosition {
  readonly error: RowError | undefined;
  /** The line as it is; undefined if it is longer than the cap. */
  readonly raw: Buffer | undefined;
  /** Of the raw line, only if it is longer than the cap. */
  readonly rawSha256: Sha256 | undefined;
  /** What Python prints; also where only the Python version decides whether it gets that far. */
  readonly canonical: Uint8Array | undefined;
}

export interface RowScanner {
  push(chunk: Uint8Array): void;
  finish(): void;
  /** Whether the rest of the file is of no interest: the cap of rows was passed. */
  isDone(): boolean;
}

type Judgement = Pick<ScannedRow, "error" | "canonical">;

// A fault so near to where an overlong line was cut may be the cut's: no token but a string or a number is longer.
const CUT_MARGIN = 16;

/** @throws RangeError if a cap is not an integer within its limits */
export function createRowScanner(
  caps: RowCaps | undefined,
  onRow: (row: ScannedRow) => void,
): RowScanner {
  const limits = resolveCaps(caps);
  const scan = createScan(limits.depth);
  let row = 0;
  let isDone = false;
  const splitter = createLineSplitter(limits.lineBytes, (line) => {
    if (isDone || isBlank(line)) return;
    isDone = row === limits.rows;
    const judged = isDone
      ? { error: { ...explainRowCap(limits.rows), ...startOf(line) }, canonical: undefined }
      : judge(scan, line, limits);
    onRow({
      row,
      line: line.line,
      offset: line.offset,
      length: line.length,
      raw: line.overlong ? undefined : line.bytes,
      rawSha256: line.overlong?.sha256,
      error: judged.error,
      canonical: judged.canonical,
    });
    row += 1;
  });
  return {
    push: (chunk) => splitter.push(chunk),
    finish: () => splitter.finish(),
    isDone: () => isDone,
  };
}

function isBlank({ bytes, overlong }: Line): boolean {
  return overlong ? overlong.isBlank : stripStart(bytes, 0, bytes.length) === bytes.length;
}

function startOf({ line, offset }: Line): Pick<RowError, "line" | "offset"> {
  return { line, offset };
}

function judge(scan: Scan, line: Line, caps: Required<RowCaps>): Judgement {
  if (line.overlong) return { error: judgeOverlong(scan, line, caps), canonical: undefined };
  const { bytes } = line;
  const start = stripStart(bytes, 0, bytes.length);
  const canonical = canonicalize(scan, { bytes, start, end: stripEnd(bytes, start, bytes.length) });
  if (canonical === undefined) return { error: faultOf(scan, line, caps), canonical };
  const isUndecidable = scan.deepest >= UNDECIDABLE_DEPTH.first;
  const error = isUndecidable ? { ...explainNesting(scan.deepest), ...startOf(line) } : undefined;
  return { error, canonical };
}

/** What the beginning of a line says of the whole: a fault in it is one of the whole, unless the cut made it. */
function judgeOverlong(scan: Scan, line: Line, caps: Required<RowCaps>): RowError {
  const { bytes } = line;
  const start = stripStart(bytes, 0, bytes.length);
  const end = dropLastCharacter(bytes);
  if (start < end && canonicalize(scan, { bytes, start, end }) === undefined) {
    const isOfCut =
      scan.fault === "Unterminated string starting at" ||
      (scan.faultAt >= end - CUT_MARGIN && scan.fault !== "depth");
    if (!isOfCut) return faultOf(scan, line, caps);
  }
  return { ...explainLineCap(line.length, caps.lineBytes), ...startOf(line) };
}

/** The end of `bytes` without the last character, which may have been cut. */
function dropLastCharacter(bytes: Buffer): number {
  let at = bytes.length - 1;
  while (at > 0 && bytes.length - at < 4 && ((bytes[at] as number) & 0xc0) === 0x80) at -= 1;
  return Math.max(at, 0);
}

function faultOf(
  { fault, faultAt }: Scan,
  { line, offset }: Line,
  caps: Required<RowCaps>,
): RowError {
  if (fault === undefined) throw new TypeError("a scan that failed must name its fault");
  return { ...explainFault(fault, caps.depth), line, offset: offset + faultAt };
}
