import { UNDECIDABLE_DEPTH } from "./caps.ts";
import { MAX_FLOAT_DIGITS } from "./json/scan-long-number.ts";
import type { Fault } from "./json/scan.ts";
import type { RowError } from "./row-error.ts";

type Reason = Omit<RowError, "line" | "offset">;

const CAPPED = { verdict: "undecidable", python: undefined } as const;

/** Why a text that {@link Fault | failed} under a cap of `depth` levels is no row. */
export function explainFault(fault: Fault, depth: number): Reason {
  if (fault === "depth") return explainDepth(depth);
  if (fault === "utf-8") {
    const message = "these bytes are not UTF-8";
    return { kind: "utf-8", verdict: "void", python: "UnicodeDecodeError", message };
  }
  if (fault === "digits") {
    const message = "Exceeds the limit (4300 digits) for integer string conversion";
    return { kind: "digits", verdict: "void", python: "ValueError", message };
  }
  if (fault === "float digits") {
    const message = `Exceeds the limit (${MAX_FLOAT_DIGITS} digits) for conversion to a float`;
    return { kind: "digits", verdict: "void", python: "ValueError", message };
  }
  return { kind: "json", verdict: "void", python: "JSONDecodeError", message: fault };
}

function explainDepth(cap: number): Reason {
  if (cap < UNDECIDABLE_DEPTH.last) {
    return { ...CAPPED, kind: "depth", message: `nested deeper than the cap of ${cap} levels` };
  }
  const message = `nested deeper than ${UNDECIDABLE_DEPTH.last} levels`;
  return { kind: "nesting", verdict: "void", python: "RecursionError", message };
}

/** Why a row that is nested `levels` deep is neither good nor bad. */
export function explainNesting(levels: number): Reason {
  const { first, last } = UNDECIDABLE_DEPTH;
  return {
    kind: "nesting",
    verdict: "undecidable",
    python: undefined,
    message: `nested ${levels} levels deep: from ${first} to ${last} it depends on the version of Python`,
  };
}

/** Why a row that Python reads is not printed. */
export function explainLong(print: "long" | "unknown", cap: number): Reason {
  const message =
    print === "long"
      ? `what Python prints for it is longer than the cap of ${cap} bytes`
      : `a line longer than the cap of ${cap} bytes, of which too much would have to be held to print it`;
  return { kind: "line-bytes", verdict: "valid", python: undefined, message };
}

export function explainRowCap(cap: number): Reason {
  return { ...CAPPED, kind: "rows", message: `more rows than the cap of ${cap}` };
}
