import { type CodePointRanges, decodeRanges } from "../unicode/ranges.ts";
import { ASSIGNED, UNSPACED, WORD } from "../unicode/tables.ts";

/** Tokens in a shingle. */
const SHINGLE_TOKENS = 5;

// The platform's own classes (\p{L} and so on) follow its version of Unicode; these follow 15.1.
const assigned = toClass(decodeRanges(ASSIGNED));
const word = toClass(decodeRanges(WORD));
const unspaced = toClass(decodeRanges(UNSPACED));
const UNASSIGNED_CHARACTER = new RegExp(`[^${assigned}]`, "gv");
const TOKEN = new RegExp(`[${word}&&${unspaced}]|[${word}--${unspaced}]+`, "gv");

/** The text that two texts are compared by. */
export function foldText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(bytes)
    .replaceAll(UNASSIGNED_CHARACTER, "\uFFFD")
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("\u03C2", "\u03C3");
}

/** The words of a folded text, and the characters of scripts that are written without spaces. */
export function listTokens(folded: string): readonly string[] {
  return folded.match(TOKEN) ?? [];
}

/** The sequences of 5 consecutive tokens, each joined by spaces, which no token has; with less than 5, all of them. */
export function listShingles(tokens: readonly string[]): ReadonlySet<string> {
  const shingles = new Set<string>();
  if (tokens.length === 0) return shingles;
  const last = Math.max(0, tokens.length - SHINGLE_TOKENS);
  for (let start = 0; start <= last; start += 1) {
    shingles.add(tokens.slice(start, start + SHINGLE_TOKENS).join(" "));
  }
  return shingles;
}

/** The set of shingles of a text in UTF-8. */
export function shingleText(bytes: Uint8Array): ReadonlySet<string> {
  return listShingles(listTokens(foldText(bytes)));
}

/** A class of a regular expression with the flag `v`. */
function toClass(ranges: CodePointRanges): string {
  const escapes = Array.from(ranges, (codePoint, index) =>
    index % 2 === 0 ? `\\u{${codePoint.toString(16)}}` : `-\\u{${(codePoint - 1).toString(16)}}`,
  );
  return `[${escapes.join("")}]`;
}
