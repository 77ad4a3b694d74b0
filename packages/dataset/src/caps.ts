/** What a reader holds or follows at most, whatever a file asks for. Python has none of these limits. */
export interface RowCaps {
  /** Bytes of one line, without its end; 1 to 2 ** 27. Default 16,000,000. */
  readonly lineBytes?: number;
  /** Levels of nesting that are followed; 1 to 1,500, the default: no Python that the validator allows goes beyond. */
  readonly depth?: number;
  /** Rows of one file; >= 0. Default 10,000,000. */
  readonly rows?: number;
}

/** Levels of nesting from which on CPython 3.10 to 3.12 disagree, and the last on which one of them may say yes. */
export const UNDECIDABLE_DEPTH: { readonly first: number; readonly last: number } = {
  first: 900,
  last: 1_500,
};

const MAX_LINE_BYTES = 2 ** 27;

/** @throws RangeError if a cap is not an integer within its limits */
export function resolveCaps({
  lineBytes = 16_000_000,
  depth = UNDECIDABLE_DEPTH.last,
  rows = 10_000_000,
}: RowCaps = {}): Required<RowCaps> {
  checkInteger("caps.lineBytes", lineBytes, [1, MAX_LINE_BYTES]);
  checkInteger("caps.depth", depth, [1, UNDECIDABLE_DEPTH.last]);
  checkInteger("caps.rows", rows, [0, Number.MAX_SAFE_INTEGER]);
  return { lineBytes, depth, rows };
}

/** @throws RangeError if `value` is not an integer from `least` to `most`, both inclusive */
export function checkInteger(
  name: string,
  value: number,
  [least, most]: readonly [least: number, most: number],
): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be an integer from ${least} to ${most}: got ${value}`);
  }
}
