import { isAt, skipString, skipValue } from "../json/canonical-text.ts";
import { CLOSE_BRACE, COMMA, OPEN_BRACE } from "../json/characters.ts";

/** What an object holds. */
interface Members {
  /** Of each name that was asked for where its value begins, -1 if it is not there. */
  readonly values: readonly number[];
  readonly hasOthers: boolean;
}

/** Looks for `names`, as they are printed, in what is at `at` of a printed row; undefined if that is no object. */
export function readMembers(
  row: Uint8Array,
  at: number,
  names: readonly Uint8Array[],
): Members | undefined {
  if (row[at] !== OPEN_BRACE) return undefined;
  const values = names.map(() => -1);
  let hasOthers = false;
  for (let from = at + 1; row[from] !== CLOSE_BRACE;) {
    const end = skipString(row, from);
    const key = from;
    const name = names.findIndex((text) => text.length === end - key && isAt(row, key, text));
    if (name === -1) hasOthers = true;
    else values[name] = end + 2;
    from = skipValue(row, end + 2);
    if (row[from] === COMMA) from += 2;
  }
  return { values, hasOthers };
}
