// Reads @unicode/unicode-15.1.0 into one flag a code point.
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

const CODE_POINTS = 0x110000;

/** One byte a code point: 1 where it is in one of `ranges`, 0 elsewhere. */
function flags(ranges) {
  const result = new Uint8Array(CODE_POINTS);
  for (const { begin, end } of ranges) result.fill(1, begin, end);
  return result;
}

/** @returns `assigned`, `word` and `unspaced` (a part of `word`), one byte a code point */
export function properties() {
  const word = flags([...letters, ...marks, ...numbers]);
  word[0x5f] = 1;
  const unspaced = flags([...han, ...hiragana, ...katakana, ...khmer, ...lao, ...myanmar, ...thai]);
  return {
    assigned: flags(unassigned).map((flag) => 1 - flag),
    word,
    unspaced: unspaced.map((flag, codePoint) => flag & word[codePoint]),
  };
}
