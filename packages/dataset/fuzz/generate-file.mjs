import { generateNest, generateNumber, generateValue, words } from "./generate-text.mjs";

const LINE_ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\r\r\n", "\n\r"];
// White space of `str.strip`, of JSON, of neither.
const PADDING = Array.from(
  " \t\v\f\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2007\u200a\u2028\u2029\u202f\u205f\u3000" +
    "\u200b\ufeff\u180e\u0000",
);
// What breaks texts where they are most likely to break.
const SHARDS = [
  ...words(String.raw`" \ \u \ud83d \ude00 \u00 \x { } [ ] , : . - + e E 0 1 00 1. .5 1e 1e+ // '`),
  ...words("NaN nul tru -Inf -Infinity"),
  ...Array.from("\n\r\t\0\u001f \u00a0\u0085\u2028\ufeff\u007f"),
  "\r\n",
].map((text) => Buffer.from(text));
// Overlong forms, surrogates, cut sequences, bytes that are in no sequence, and beyond U+10FFFF.
const BROKEN_UTF8 = words(
  "80 bf c0af c1bf c2 e0809f e0a0 eda080 edbfbf ef f08080af f0908d f48fbf f4908080 f5 ff fffe",
).map((hex) => Buffer.from(hex, "hex"));

/**
 * A small file of `rows` lines or so: well-formed, padded, or broken in one place or several. What they are made of can
 * be chosen.
 */
export function generateFile(random, rows, generateText = generateLineText) {
  const lines = random.list([rows, rows], () => generateLine(random, generateText));
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from(random.pick(LINE_ENDS))]));
}

export function generateLine(random, generateText) {
  const text = Buffer.from(generateText(random));
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return random
        .list([1, 3], () => random.below(4))
        .reduce((bytes) => mutate(random, bytes), text);
    case 3:
      return Buffer.concat([pad(random), text, pad(random)]);
    default:
      return text;
  }
}

export function generateLineText(random) {
  if (random.once(200))
    return generateNest(random, random.pick([5, 100, 890, 899]) + random.below(3));
  if (random.once(1000)) return generateNest(random, random.pick([1499, 1600, 5000]));
  switch (random.below(10)) {
    case 0:
      return random.list([0, 6], () => random.pick(SHARDS).toString()).join("");
    case 1:
    case 2:
      return `[${random.list([1, 5], () => generateNumber(random)).join(",")}]`;
    default:
      return generateValue(random);
  }
}

function pad(random) {
  return Buffer.from(random.list([0, 3], () => random.pick(PADDING)).join(""));
}

function mutate(random, bytes) {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.below(4));
  const splice = (middle) => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)]);
  const insert = (middle) => Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at)]);
  switch (random.below(8)) {
    case 0:
      return splice(Buffer.alloc(0));
    case 1:
      return insert(bytes.subarray(at, to));
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return insert(Buffer.of(random.below(256)));
    case 4:
      return splice(Buffer.of(random.below(256)));
    case 5:
      return insert(random.pick(BROKEN_UTF8));
    case 6:
      return splice(random.pick(SHARDS));
    default:
      return insert(random.pick(SHARDS));
  }
}
