// Reads @unicode/unicode-15.1.0 into one flag a code point, and the mapping to lower case.
import unassigned from "@unicode/unicode-15.1.0/General_Category/Unassigned/ranges.mjs";
import letters from "@unicode/unicode-15.1.0/General_Category/Letter/ranges.mjs";
import marks from "@unicode/unicode-15.1.0/General_Category/Mark/ranges.mjs";
import numbers from "@unicode/unicode-15.1.0/General_Category/Number/ranges.mjs";
import han from "@unicode/unicode-15.1.0/Script/Han/ranges.mjs";
import hiragana from "@unicode/unicode-15.1.0/Script/Hiragana/ranges.mjs";
import katakana from "@unicode/unicode-15.1.0/Script/Katakana/ranges.mjs";
import khmer from "@unicode/unicode-15.1.0/Script/Khmer/ranges.mjs";
import lao from "@unicode/unicode-15.1.0/Script/Lao/ranges.mjs";
import myanmar from "@unicode/unicode-15.1.0/Script/Myanmar/ranges.mjs";
import thai from "@unicode/unicode-15.1.0/Script/Thai/ranges.mjs";
import simpleLowercase from "@unicode/unicode-15.1.0/Simple_Case_Mapping/Lowercase/code-points.mjs";
import specialLowercase from "@unicode/unicode-15.1.0/Special_Casing/Lowercase/code-points.mjs";

export const CODE_POINTS = 0x110000;

/** One byte a code point: 1 where it is in one of `ranges`, 0 elsewhere. */
function flags(ranges) {
  const result = new Uint8Array(CODE_POINTS);
  for (const { begin, end } of ranges) result.fill(1, begin, end);
  return result;
}

/** @returns `assigned`, `mark`, `word` and `unspaced` (a part of `word`), one byte a code point */
export function properties() {
  const mark = flags(marks);
  const word = flags([...letters, ...marks, ...numbers]);
  word[0x5f] = 1;
  const unspaced = flags([...han, ...hiragana, ...katakana, ...khmer, ...lao, ...myanmar, ...thai]);
  return {
    assigned: flags(unassigned).map((flag) => 1 - flag),
    mark,
    word,
    unspaced: unspaced.map((flag, codePoint) => flag & word[codePoint]),
  };
}

/** @returns the full default mapping to lower case, with both small sigmas as one (U+03C3) */
export function lowercase() {
  const mapping = new Map(simpleLowercase);
  for (const [codePoint, lower] of specialLowercase) mapping.set(codePoint, lower);
  mapping.set(0x3c2, 0x3c3);
  return (text) =>
    Array.from(text, (character) => {
      const lower = mapping.get(character.codePointAt(0));
      return lower === undefined ? character : String.fromCodePoint(...[lower].flat());
    }).join("");
}
