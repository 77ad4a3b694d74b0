import { formatCount, type Paint, safe, type SafeText } from "@flock-tools/cli";

export interface FormatOptions {
  readonly paint: Paint;
  /** Cells of the terminal; undefined if nothing may be cut. */
  readonly width: number | undefined;
  /** Lines of one list. */
  readonly most: number;
}

/** What a screen takes in of one list; files and `--verbose` have all. */
export const MOST_SHOWN = 20;

/** The first of a list, and a line that counts the others. */
export function limitRows<T>(
  rows: readonly T[],
  {
    most,
    noun,
  }: {
    readonly most: number;
    /** Of more than one; an `s` at its end goes where one is left. */
    readonly noun: string;
  },
): { readonly shown: readonly T[]; readonly rest: readonly SafeText[] } {
  const left = rows.length - most;
  return {
    shown: rows.slice(0, most),
    rest:
      left > 0
        ? [safe`... and ${formatCount(left)} more ${left === 1 ? noun.replace(/s$/, "") : noun}`]
        : [],
  };
}
