// What NFKC needs to know of Unicode 15.1, asked of the platform's String.prototype.normalize: the
// package of tables has neither decompositions nor combining classes. Any platform of Unicode 15.1
// or later gives the same answers for the code points of 15.1, which is all that is asked:
// https://www.unicode.org/reports/tr15/#Stability_of_Normalized_Forms

const LOWEST_CLASS = "\u0334";
const HIGHEST_CLASS = "\u0345";

const isHangulSyllable = (codePoint) => codePoint >= 0xac00 && codePoint <= 0xd7a3;

/** Whether canonical ordering puts `second` before `first`. */
const swaps = (first, second) => (first + second).normalize("NFD") === second + first;

/** Whether the mark has a combining class other than 0. */
const isOrdered = (mark) =>
  [LOWEST_CLASS, HIGHEST_CLASS].includes(mark) ||
  swaps(HIGHEST_CLASS, mark) ||
  swaps(mark, LOWEST_CLASS);

/**
 * The combining classes as ranks 1, 2, ...: canonical ordering needs their order only.
 * @returns code point -> rank, without the marks that decompose
 */
export function combiningRanks(codePoints) {
  const classes = [];
  for (const codePoint of codePoints) {
    const mark = String.fromCodePoint(codePoint);
    if (mark.normalize("NFKD") !== mark || !isOrdered(mark)) continue;
    const index = classes.findIndex(([other]) => !swaps(mark, other));
    const known = classes[index];
    if (known === undefined) classes.push([mark]);
    else if (swaps(known[0], mark)) classes.splice(index, 0, [mark]);
    else known.push(mark);
  }
  return new Map(
    classes.flatMap((members, index) => members.map((mark) => [mark.codePointAt(0), index + 1])),
  );
}

/** @returns the primary composites but for Hangul syllables: [first, second, composite], ... */
export function compositions(codePoints) {
  const result = [];
  for (const codePoint of codePoints) {
    const composite = String.fromCodePoint(codePoint);
    const parts = Array.from(composite.normalize("NFD"));
    if (parts.length === 1 || composite.normalize("NFC") !== composite) continue;
    if (isHangulSyllable(codePoint)) continue;
    const second = parts.pop();
    const first = parts.join("").normalize("NFC");
    if (Array.from(first).length !== 1 || (first + second).normalize("NFC") !== composite) {
      throw new Error(`no pair composes to U+${codePoint.toString(16)}`);
    }
    result.push([first.codePointAt(0), second.codePointAt(0), codePoint]);
  }
  return result;
}
