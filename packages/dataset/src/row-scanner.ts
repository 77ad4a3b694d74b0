import type { Sha256 } from "@flock-tools/core";
import { resolveCaps, type RowCaps, UNDECIDABLE_DEPTH } from "./caps.ts";
import { explainFault, explainLong, explainNesting, explainRowCap } from "./create-row-error.ts";
import { canonicalize } from "./json/canonicalize.ts";
import { createLongText, type LongOutcome, type LongText } from "./json/long-text.ts";
import { createScan, type Fault, type Scan } from "./json/scan.ts";
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
  /**
   * What Python prints; also where only the Python version decides whether it gets that far. Undefined where there is an
   * error that says why.
   */
  readonly canonical: Uint8Array | undefined;
  /** How long that is at least, in bytes; 0 if nothing is known. */
  readonly canonicalLength: number;
}

export interface RowScanner {
  push(chunk: Uint8Array): void;
  finish(): void;
  /** Whether the rest of the file is of no interest: the cap of rows was passed. */
  isDone(): boolean;
}

type Judgement = Pick<ScannedRow, "error" | "canonical" | "canonicalLength">;

const NOTHING = { canonical: undefined, canonicalLength: 0 } as const;

/**
 * `windowBytes` are read at once of a line that is longer than the cap; only tests have a reason to choose.
 *
 * @throws RangeError if a cap is not an integer within its limits
 */
export function createRowScanner(
  caps: RowCaps | undefined,
  onRow: (row: ScannedRow) => void,
  windowBytes?: number,
): RowScanner {
  const limits = resolveCaps(caps);
  const scan = createScan(limits.depth);
  let row = 0;
  let isDone = false;
  let long: LongText | undefined;

  function judge(line: Line): Judgement | undefined {
    const outcome = long?.finish();
    long = undefined;
    return outcome === undefined ? judgeHeld(scan, line, limits) : judgeLong(outcome, line, limits);
  }

  const splitter = createLineSplitter(limits.lineBytes, {
    onPart(part) {
      if (isDone) return;
      long ??= createLongText(scan, { cap: limits.lineBytes, windowBytes });
      long.push(part);
    },
    onLine(line) {
      const judged = isDone ? undefined : judge(line);
      if (judged === undefined) return;
      isDone = row === limits.rows;
      const { error, canonical, canonicalLength } = isDone ? cutOff(line, limits.rows) : judged;
      onRow({
        row,
        line: line.line,
        offset: line.offset,
        length: line.length,
        raw: line.overlong ? undefined : line.bytes,
        rawSha256: line.overlong?.sha256,
        error,
        canonical,
        canonicalLength,
      });
      row += 1;
    },
  });
  return {
    push: (chunk) => splitter.push(chunk),
    finish: () => splitter.finish(),
    isDone: () => isDone,
  };
}

function cutOff(line: Line, cap: number): Judgement {
  return { error: { ...explainRowCap(cap), ...startOf(line) }, ...NOTHING };
}

function startOf({ line, offset }: Line): Pick<RowError, "line" | "offset"> {
  return { line, offset };
}

/** What a line is that was held whole; undefined if it is blank. */
function judgeHeld(scan: Scan, line: Line, caps: Required<RowCaps>): Judgement | undefined {
  const { bytes } = line;
  const start = stripStart(bytes, 0, bytes.length);
  if (start === bytes.length) return undefined;
  const canonical = canonicalize(scan, { bytes, start, end: stripEnd(bytes, start, bytes.length) });
  if (canonical === undefined) {
    const { fault, faultAt: at } = scan;
    if (fault === undefined) throw new TypeError("a scan that failed must name its fault");
    return { error: faultOf({ fault, at }, line, caps), ...NOTHING };
  }
  return {
    error: nestingOf(scan.deepest, line),
    canonical,
    canonicalLength: canonical.length,
  };
}

/** What a line is that was read in parts; undefined if it is blank. */
function judgeLong(
  outcome: LongOutcome,
  line: Line,
  caps: Required<RowCaps>,
): Judgement | undefined {
  if (outcome.kind === "blank") return undefined;
  if (outcome.kind === "fault") return { error: faultOf(outcome, line, caps), ...NOTHING };
  const nesting = nestingOf(outcome.deepest, line);
  if (outcome.kind === "printed") {
    const { canonical } = outcome;
    return { error: nesting, canonical, canonicalLength: canonical.length };
  }
  const error = nesting ?? { ...explainLong(outcome.kind, caps.lineBytes), ...startOf(line) };
  return {
    error,
    canonical: undefined,
    canonicalLength: outcome.kind === "long" ? outcome.atLeast : 0,
  };
}

function nestingOf(levels: number, line: Line): RowError | undefined {
  if (levels < UNDECIDABLE_DEPTH.first) return undefined;
  return { ...explainNesting(levels), ...startOf(line) };
}

interface FaultAt {
  readonly fault: Fault;
  /** In the line. */
  readonly at: number;
}

function faultOf(
  { fault, at }: FaultAt,
  { line, offset }: Line,
  caps: Required<RowCaps>,
): RowError {
  return { ...explainFault(fault, caps.depth), line, offset: offset + at };
}
