// The tables of the kernel: what folding does with each code point (see assembly/unicode/lookup.ts).
import { CODE_POINTS, lowercase, properties } from "./data.mjs";
import { combiningRanks, compositions } from "./normalization.mjs";

const PAGE_BITS = 6;
const PAIR_BITS = 11;
const SEPARATOR = 0;
const WORD = 1;
const UNSPACED = 2;
const MIXED = 3;
/** Entries below are classes, entries from here on are records. */
const FIRST_RECORD = 3;
/** The groups of records, in their order (see lookup.ts). */
const GROUP_WORD = 0;
const GROUP_UNSPACED = 1;
const GROUP_CHANGING = 2;
const GROUP_DEPENDENT = 3;
const WORDS_PER_LINE = 8;
/** Bytes of a work area for each byte of text that a code point without a record takes at most. */
const USUAL_COST = 4;

const byteLength = (text) => Buffer.byteLength(text);
const first = (text) => text.codePointAt(0);
const last = (text) => Array.from(text).pop().codePointAt(0);
const isJamo = (codePoint) =>
  (codePoint >= 0x1161 && codePoint <= 0x1175) || (codePoint >= 0x11a8 && codePoint <= 0x11c2);

/** Bytes that a folded text takes in a work area: a space and a position for each token (work.ts). */
function cost(folded, { word, unspaced }) {
  let bytes = 0;
  let open = false;
  for (const character of folded) {
    const codePoint = first(character);
    const begins = unspaced[codePoint] || (word[codePoint] && !open);
    if (begins) bytes += 5;
    if (word[codePoint]) bytes += byteLength(character);
    open = word[codePoint] && !unspaced[codePoint];
  }
  return bytes;
}

/** Everything about the code points of 15.1 that folding asks. */
function describe() {
  const sets = properties();
  const codePoints = [...sets.assigned.keys()].filter(
    (codePoint) => sets.assigned[codePoint] && (codePoint < 0xd800 || codePoint > 0xdfff),
  );
  const pairs = compositions(codePoints);
  return {
    ...sets,
    codePoints,
    pairs,
    ranks: combiningRanks(codePoints.filter((codePoint) => sets.mark[codePoint])),
    firsts: new Set(pairs.map(([codePoint]) => codePoint)),
    seconds: new Set(pairs.map(([, codePoint]) => codePoint)),
    lower: lowercase(),
  };
}

function classOf(codePoint, { word, unspaced }) {
  if (unspaced[codePoint]) return UNSPACED;
  return word[codePoint] ? WORD : SEPARATOR;
}

/** The one class of all code points of the text, or MIXED. */
function kindOf(folded, unicode) {
  const characters = Array.from(folded);
  const [kind, ...others] = new Set(
    characters.map((character) => classOf(first(character), unicode)),
  );
  if (others.length > 0 || (kind === UNSPACED && characters.length > 1)) return MIXED;
  return kind;
}

/** Whether nothing in front of `codePoint` can interact with it in NFKC. */
function isIndependent(codePoint, { ranks, seconds }) {
  return !ranks.has(codePoint) && !seconds.has(codePoint) && !isJamo(codePoint);
}

function foldCharacter(codePoint, { lower }) {
  return lower(String.fromCodePoint(codePoint).normalize("NFKC"));
}

/** The group of a record of one class, or MIXED. */
function groupOf(kind) {
  if (kind === WORD) return GROUP_WORD;
  return kind === UNSPACED ? GROUP_UNSPACED : GROUP_CHANGING;
}

/** The record of a code point, or undefined where its class says all. */
function recordOf(codePoint, unicode) {
  const { ranks, firsts } = unicode;
  const text = String.fromCodePoint(codePoint);
  const folded = foldCharacter(codePoint, unicode);
  // The kernel composes with Hangul syllables as they are.
  const isHangul = codePoint >= 0xac00 && codePoint <= 0xd7a3;
  const parts = isHangul ? text : text.normalize("NFKD");
  const independent = isIndependent(first(parts), unicode);
  const kind = kindOf(folded, unicode);
  if (independent && folded === text && parts === text) return undefined;
  const inert = isIndependent(last(parts), unicode) && !firsts.has(last(parts));
  if (independent && inert && kind === SEPARATOR) return undefined;
  const partRanks = Array.from(parts, (part) => ranks.get(first(part)) ?? 0);
  if (partRanks[0] > 0 && partRanks.includes(0)) {
    throw new Error(`U+${codePoint.toString(16)} begins with a mark and ends with a starter`);
  }
  // Where marks are dealt out by class, each is there twice; and it may cut a token of ASCII short.
  const worst = cost(folded, unicode) + (independent ? 0 : byteLength(text)) + 2;
  return {
    codePoint,
    folded,
    parts: parts === text ? "" : parts,
    rank: ranks.get(codePoint) ?? 0,
    kind,
    extra: Math.max(0, worst - USUAL_COST * byteLength(text)),
    plain: ranks.has(codePoint) && !unicode.seconds.has(codePoint),
    group: independent ? groupOf(folded === text ? kind : MIXED) : GROUP_DEPENDENT,
  };
}

/** Lays texts end to end, each only once, as UTF-8. */
function layOut(texts) {
  let pool = Buffer.alloc(0);
  const places = new Map();
  for (const text of [...new Set(texts)].toSorted((a, b) => byteLength(b) - byteLength(a))) {
    const bytes = Buffer.from(text);
    const known = pool.indexOf(bytes);
    places.set(text, { offset: known < 0 ? pool.length : known, length: bytes.length });
    if (known < 0) pool = Buffer.concat([pool, bytes]);
  }
  return { pool, places };
}

function encodeRecord({ folded, parts, rank, kind, extra, plain }, places) {
  const fold = places.get(folded);
  const decomposition = places.get(parts);
  const fields = [
    [fold.offset, 16],
    [fold.length, 6],
    [decomposition.offset, 16],
    [decomposition.length, 6],
    [rank, 6],
    [kind, 2],
    [extra, 6],
    [Number(plain), 1],
  ];
  let word = 0n;
  let shift = 0n;
  for (const [value, bits] of fields) {
    if (value >= 2 ** bits) throw new Error(`a field of ${bits} bits cannot hold ${value}`);
    word |= BigInt(value) << shift;
    shift += BigInt(bits);
  }
  return word;
}

/** Two stages: the pages of 64 entries, each only once, and the page of each 64 code points. */
function paginate(entries) {
  const size = 2 ** PAGE_BITS;
  const known = new Map();
  const pages = [];
  for (let begin = 0; begin < entries.length; begin += size) {
    const key = entries.subarray(begin, begin + size).join();
    if (!known.has(key)) known.set(key, { number: known.size, begin });
    pages.push(known.get(key).number);
  }
  const distinct = [...known.values()].flatMap(({ begin }) => [
    ...entries.subarray(begin, begin + size),
  ]);
  return { pages: Uint16Array.from(pages), entries: Uint16Array.from(distinct) };
}

/** An open-addressing table: first, second and composite of 21 bits each; 0 is an empty slot. */
function hashPairs(pairs) {
  const mask = 2 ** PAIR_BITS - 1;
  const slots = new BigUint64Array(mask + 1);
  for (const [a, b, composite] of pairs) {
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)) >>> (32 - PAIR_BITS);
    while (slots[slot] !== 0n) slot = (slot + 1) & mask;
    slots[slot] = (BigInt(a) << 42n) | (BigInt(b) << 21n) | BigInt(composite);
  }
  return slots;
}

function segment(name, { buffer, byteOffset, byteLength: bytes }) {
  // The kernel loads 16 bytes at a step.
  const padded = new Uint8Array(Math.ceil((bytes + 16) / 8) * 8);
  padded.set(new Uint8Array(buffer, byteOffset, bytes));
  const words = Array.from(new BigUint64Array(padded.buffer), (word) =>
    word < 10n ? `${word}` : `0x${word.toString(16)}`,
  );
  const lines = [];
  for (let begin = 0; begin < words.length; begin += WORDS_PER_LINE) {
    lines.push(`  ${words.slice(begin, begin + WORDS_PER_LINE).join(",")},\n`);
  }
  return `export const ${name}: usize = memory.data<u64>([\n${lines.join("")}]);\n`;
}

/** The entry of every code point: its class, or FIRST_RECORD and the index of its record. */
function listEntries(records, unicode) {
  const entries = new Uint16Array(CODE_POINTS);
  for (const codePoint of unicode.codePoints) {
    const folded = foldCharacter(codePoint, unicode);
    // Without a record it folds to itself, or to separators whatever they are.
    entries[codePoint] = classOf(first(folded), unicode);
  }
  for (const [index, { codePoint }] of records.entries()) entries[codePoint] = FIRST_RECORD + index;
  return entries;
}

/** @returns the text of assembly/unicode/tables.ts */
export function foldTables() {
  const unicode = describe();
  const records = unicode.codePoints
    .map((codePoint) => recordOf(codePoint, unicode))
    .filter((record) => record !== undefined)
    .toSorted((a, b) => a.group - b.group || a.codePoint - b.codePoint);
  const firstOf = (group) => FIRST_RECORD + records.filter((record) => record.group < group).length;
  const { pool, places } = layOut(records.flatMap(({ folded, parts }) => [folded, parts]));
  const { pages, entries } = paginate(listEntries(records, unicode));
  return [
    "// Unicode 15.1, written by unicode/generate.mjs: not to be edited. Read by lookup.ts.\n",
    `export const FIRST_RECORD: u32 = ${FIRST_RECORD};\n`,
    `export const FIRST_UNSPACED: u32 = ${firstOf(GROUP_UNSPACED)};\n`,
    `export const FIRST_CHANGING: u32 = ${firstOf(GROUP_CHANGING)};\n`,
    `export const FIRST_DEPENDENT: u32 = ${firstOf(GROUP_DEPENDENT)};\n`,
    segment("PAGES", pages),
    segment("ENTRIES", entries),
    segment(
      "RECORDS",
      BigUint64Array.from(records, (record) => encodeRecord(record, places)),
    ),
    segment("POOL", pool),
    segment("PAIRS", hashPairs(unicode.pairs)),
  ].join("");
}
