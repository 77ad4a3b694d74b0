import { decodeRanges } from "../src/unicode/ranges.ts";
import { ASSIGNED } from "../src/unicode/tables.ts";
import { pick, type Random } from "./random.ts";

/** Characters that folding, normalising or tokenising has a rule of its own for. */
const ODD = Array.from(
  "\u0130\u0131iI\u03A3\u03C3\u03C2\u1E9E\u00DF\u017F\u212A\u212B\u2126\u023A\u023E\u2C62" +
    "\uFDFA\uFDFB\uFDFD\u33A5\u330E\u3316\u337F\u32FF\u2A74\u2026\u00BD\u2189\u1F100\u3250\u2474" +
    "\u200D\u200C\u200B\u2060\uFEFF\uFE0F\uFE0E\u180B\u00AD\u034F\u061C\u202E\u0000\u001F\u007F" +
    "\u00A0\u3000\u2028\u0085\u1680\uFF0C\uFF01\uFF3F\u203F\u2054\uFE33\uFF21\uFF41\uFF10\uFFE3" +
    "\u0340\u0341\u0343\u0344\u0345\u0374\u037E\u0387\u0F73\u0F75\u0F81\u0958\u09DC\u0B5C\u2ADC" +
    "\uFF76\uFF9E\uFF9F\u3099\u309A\u304B\u30D1\u309B\u1FC1\u1FCE\u00A8\u00B4\u02D8\u1FBD\u2260" +
    "\u0E33\u0E38\u0E48\u0EB3\u0EDC\u1039\u102E\u1025\u17D2\u0CBF\u0CD5\u0CC6\u0CC2\u0DD9\u0DCF" +
    "\u1100\u1112\u1161\u1175\u11A7\u11A8\u11C2\uAC00\uAC01\uD7A3\uD79D\u3131\uFFA1\uFFC2\uA960" +
    "\u{1F600}\u{1F468}\u{1F3FD}\u{1F1E9}\u{1D400}\u{1D7D8}\u{1D15E}\u{1D1BB}\u{110BA}\u{11099}" +
    "\u{2F800}\u{2FA1D}\u{1F190}\u{1F200}\u{E0041}\u{E0100}\u{F0000}\u{10FFFD}\uE000\u{30000}" +
    "=\u0338<>\u00C5\u1EAD\u01D5\u1F82\u1FA7\u0390\u03B0\u0F71\u0F72\u0F74\u0F80\u0B47\u0B3E_",
  codePointOf,
);

/** Letters that compose, and letters that are composed already. */
const BASES = Array.from(
  "aAeoOuUyzsI\u00E5\u00C5\u01D5\u1EA1\u00E6\u03B1\u03A9\u1F80\u0415\u0438\u0627\u0928\u09C7\u0B47\u0DD9\u1025" +
    "\u304B\u30CF\u1100\uAC00\u{11099}=<\u2260\u212B\uFB2C\u05E9",
  codePointOf,
);

/** Marks of many classes, most of which compose with a letter. */
const COMPOSING = Array.from(
  "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030A\u030B\u030C\u0312\u0313\u0314\u031B\u0323\u0327" +
    "\u0328\u0331\u0334\u0338\u0342\u0344\u0345\u0653\u0654\u0655\u093C\u0DCA\u3099\u309A\u05BC\u05C1\u{110BA}\u0F73",
  codePointOf,
);

/** Bytes that are no UTF-8, each in a way of its own. */
const BROKEN = [
  [0x80],
  [0xbf, 0xbf],
  [0xc0, 0xaf],
  [0xc1, 0xbf],
  [0xc3],
  [0xe0, 0x80, 0x80],
  [0xe0, 0x9f, 0xbf],
  [0xe2, 0x82],
  [0xe3],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xf0, 0x9f],
  [0xf0, 0x9f, 0x98],
  [0xf1, 0x80, 0x80, 0x41],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xfe],
  [0xff, 0xff],
];

const encoder = new TextEncoder();

/** Sorted lists of code points that the texts are made of. */
export interface Alphabets {
  readonly assigned: readonly number[];
  readonly marks: readonly number[];
  readonly changing: readonly number[];
}

/** What the texts are made of: all code points that Unicode 15.1 assigns. */
export function createAlphabets(): Alphabets {
  const assigned = listAssigned();
  return {
    assigned,
    marks: assigned.filter((codePoint) => /^\p{M}$/u.test(String.fromCodePoint(codePoint))),
    changing: assigned.filter((codePoint) => {
      const text = String.fromCodePoint(codePoint);
      return text.normalize("NFKD").toLowerCase() !== text;
    }),
  };
}

/** All but the surrogates, which no UTF-8 has. */
function listAssigned(): number[] {
  const result: number[] = [];
  const ranges = decodeRanges(ASSIGNED);
  for (let index = 0; index < ranges.length; index += 2) {
    for (let codePoint = ranges[index] ?? 0; codePoint < (ranges[index + 1] ?? 0); codePoint += 1) {
      if (codePoint < 0xd800 || codePoint > 0xdfff) result.push(codePoint);
    }
  }
  return result;
}

/** A text of up to `pieces` pieces, each a few characters of one kind. */
export function makeAdversarialText(
  alphabets: Alphabets,
  pieces: number,
  random: Random,
): Uint8Array {
  const parts = Array.from({ length: 1 + random.below(pieces) }, () => piece(alphabets, random));
  const whole = Buffer.concat(parts);
  // Now and then cut at both ends, wherever that is.
  return random.below(8) === 0
    ? whole.subarray(random.below(4), Math.max(4, whole.length - random.below(4)))
    : whole;
}

function piece({ assigned, marks, changing }: Alphabets, random: Random): Uint8Array {
  const kinds: readonly (() => Uint8Array)[] = [
    () => ascii(random.below(90), random),
    () => ascii(random.below(12), random),
    () => some(ODD, 1 + random.below(4), random),
    () => some(assigned, 1 + random.below(4), random),
    () => some(changing, 1 + random.below(4), random),
    () => some(marks, 1 + random.below(4), random),
    () => some(marks, random.below(100), random),
    () => some(BASES, 1, random),
    () => letterWithMarks(1 + random.below(6), 1 + random.below(COMPOSING.length), random),
    () => letterWithMarks(28 + random.below(40), 1 + random.below(6), random),
    () => some(similarTo(pick(assigned, random)), 1 + random.below(9), random),
    () => some(hangul(random), 1 + random.below(5), random),
    () => Uint8Array.of(pick([0x20, 0x0a, 0x41, 0x7a], random)),
    () => Uint8Array.from(pick(BROKEN, random)),
    () => Uint8Array.from({ length: 1 + random.below(6) }, () => random.below(256)),
    () => encoder.encode(String.fromCodePoint(scalar(random))),
    () => encoder.encode(String.fromCodePoint(scalar(random))).subarray(0, 1 + random.below(3)),
  ];
  return pick(kinds, random)();
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function ascii(length: number, random: Random): Uint8Array {
  const words = random.below(5);
  return Uint8Array.from({ length }, () =>
    random.below(6) < words
      ? codePointOf(pick(Array.from("aZzA09_bQ"), random))
      : random.below(128),
  );
}

function some(codePoints: readonly number[], length: number, random: Random): Uint8Array {
  const chosen = Array.from({ length }, () => pick(codePoints, random));
  return encoder.encode(String.fromCodePoint(...chosen));
}

/** Out of only a few different marks, so that they block and follow each other in every way. */
function letterWithMarks(length: number, different: number, random: Random): Uint8Array {
  const marks = Array.from({ length: different }, () => pick(COMPOSING, random));
  const chosen = Array.from({ length }, () => pick(marks, random));
  return encoder.encode(String.fromCodePoint(pick(BASES, random), ...chosen));
}

/** Neighbours: mostly of the same script, some of them unassigned. */
function similarTo(codePoint: number): readonly number[] {
  const begin = Math.min(codePoint & ~63, 0x10ffc0);
  return Array.from({ length: 64 }, (_, index) => begin + index).filter(
    (other) => other < 0xd800 || other > 0xdfff,
  );
}

function hangul(random: Random): readonly number[] {
  const lead = 0x1100 + random.below(20);
  const vowel = 0x1160 + random.below(23);
  const tail = 0x11a7 + random.below(29);
  return [lead, vowel, tail, 0xac00 + 28 * random.below(399), 0xac00 + random.below(11172), 0x0301];
}

/** Any code point but a surrogate. */
function scalar(random: Random): number {
  const codePoint = random.below(0x110000 - 0x800);
  return codePoint < 0xd800 ? codePoint : codePoint + 0x800;
}
