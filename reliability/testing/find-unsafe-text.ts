/**
 * What a terminal obeys or what breaks a line: C0 but line breaks and tabs, DEL, C1, marks and overrides of the direction
 * of text (UAX #9), line and paragraph separators, and halves of a surrogate pair.
 */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]|\p{Cs}/u;

/** The first place of `text` that is not fit for a terminal, as JSON with what is around it; undefined without one. */
export function findUnsafeText(text: string | Uint8Array): string | undefined {
  const decoded = typeof text === "string" ? text : decode(text);
  if (decoded === undefined) return "no UTF-8";
  const found = UNSAFE.exec(decoded);
  return found === null
    ? undefined
    : JSON.stringify(decoded.slice(found.index - 40, found.index + 20));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Spreadsheets drop what is invisible in front of the sign.
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** The first cell of a CSV that a spreadsheet takes for a formula; undefined without one. */
export function findFormula(csv: string): string | undefined {
  return listCells(csv).find((cell) => FORMULA.test(cell) && !NUMBER.test(cell));
}

// A cell in quotes, in which two stand for one, or one without (RFC 4180).
const CELL = /"((?:[^"]|"")*)"|[^,\r\n]+/g;

function listCells(csv: string): string[] {
  return Array.from(
    csv.matchAll(CELL),
    ([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole,
  );
}
