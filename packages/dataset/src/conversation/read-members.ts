import { isAt, skipString, skipValue } from "../json/canonical-text.ts";
import { CLOSE_BRACE, COMMA, OPEN_BRACE } from "../json/characters.ts";

/** What an object holds. */
interface Members {
  /** Of each name that was asked for where its value is; undefined if it is not there. */
  readonly values: readonly (Span | undefined)[];
  readonly hasOthers: boolean;
  /** Where the object ends. */
  readonly end: number;
}

/** A part of a printed row; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Looks for `names`, as they are printed, in what is at `at` of a printed row; undefined if that is no object. */
export function readMembers(
  row: Uint8Array,
  at: number,
  names: readonly Uint8Array[],
): Members | undefined {
  if (row[at] !== OPEN_BRACE) return undefined;
  const values: (Span | undefined)[] = names.map(() => undefined);
  let hasOthers = false;
  let from = at + 1;
  while (row[from] !== CLOSE_BRACE) {
    const name = findName(row, from, names);
    const start = (name === -1 ? skipString(row, from) : from + (names[name]?.length ?? 0)) + 2;
    const end = skipValue(row, start);
    if (name === -1) hasOthers = true;
    else values[name] = { start, end };
    from = row[end] === COMMA ? end + 2 : end;
  }
  return { values, hasOthers, end: from + 1 };
}

function findName(row: Uint8Array, at: number, names: readonly Uint8Array[]): number {
  return names.findIndex((name) => isAt(row, at, name));
}
