/** Tokens in a shingle. */
export const SHINGLE_TOKENS = 5;

const UNASSIGNED = /\p{Cn}/gu;
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD = String.raw`\p{L}\p{M}\p{N}_`;
const TOKEN = new RegExp(`[[${WORD}]&&[${UNSPACED}]]|[[${WORD}]--[${UNSPACED}]]+`, "gv");

/** The text that two texts are compared by. */
export function foldText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(bytes)
    .replaceAll(UNASSIGNED, "\uFFFD")
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
