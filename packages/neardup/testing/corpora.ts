import { readFileSync } from "node:fs";
import { createRandom, pick, type Random, shuffle } from "./random.ts";

/** Shares of tokens that are changed in planted copies. */
const EDIT_RATES = [0, 0.003, 0.01, 0.02, 0.04, 0.08, 0.15] as const;

/** How texts of a kind are made of tokens. */
interface Language {
  /** The most frequent first. */
  readonly tokens: readonly string[];
  readonly join: string;
  /** Changes how a text is written but not what it folds to. */
  readonly restyle: (text: string, random: Random) => string;
}

export interface CorpusOptions {
  readonly rows: number;
  readonly seed: number;
  /** Tokens in a row: the least, and how many more at most. */
  readonly length?: readonly [number, number];
  /** Each row begins with one of so many long texts. Default: 0. */
  readonly prompts?: number;
  readonly language?: Language;
}

/**
 * Texts of Zipf-like random tokens. Half of them are copies of others: edited at seven rates, written otherwise, cut
 * out of, or put into a longer text; some are empty or very short.
 */
export function createCorpus({
  rows,
  seed,
  length = [30, 90],
  prompts = 0,
  language = ENGLISH,
}: CorpusOptions): string[] {
  const random = createRandom(seed);
  const drawTokens = (least: number, more: number): string[] =>
    Array.from({ length: least + random.below(more + 1) }, () => drawToken(language, random));
  const starts = Array.from({ length: prompts }, () => drawTokens(150, 50));
  const originals: string[][] = [];
  const texts = Array.from({ length: rows }, (_, row) => {
    const isCopy = originals.length > 0 && random.next() < 0.5;
    const tokens = isCopy
      ? editTokens(pick(originals, random), { language, random, rate: pick(EDIT_RATES, random) })
      : drawTokens(row % 50 === 0 ? 0 : length[0], row % 50 === 0 ? 6 : length[1]);
    if (!isCopy) originals.push(tokens);
    const start = prompts === 0 ? [] : pick(starts, random);
    const text = [...start, ...cutTokens(tokens, random)].join(language.join);
    return random.next() < 0.2 ? language.restyle(text, random) : text;
  });
  return shuffle(texts, random);
}

/** One text of Zipf-like random words, of about so many bytes. */
export function createText({ bytes, seed }: { bytes: number; seed: number }): string {
  const random = createRandom(seed);
  const words: string[] = [];
  for (let length = 0; length < bytes; length += (words.at(-1)?.length ?? 0) + 1) {
    words.push(drawToken(ENGLISH, random));
  }
  return words.join(ENGLISH.join);
}

/** A token of which the n-th is drawn about 1 / n times as often as the first. */
function drawToken({ tokens }: Language, random: Random): string {
  return tokens[Math.floor(tokens.length ** random.next()) - 1] ?? "";
}

function editTokens(
  tokens: readonly string[],
  { language, random, rate }: { language: Language; random: Random; rate: number },
): string[] {
  return tokens.flatMap((token) => {
    if (random.next() >= rate) return [token];
    const other = drawToken(language, random);
    return pick([[other], [], [token, other], [token, token]], random);
  });
}

/** One in ten is a part of what it was, or has itself twice. */
function cutTokens(tokens: readonly string[], random: Random): readonly string[] {
  const choice = random.below(20);
  if (choice === 0) return tokens.slice(random.below(tokens.length + 1));
  if (choice === 1) return [...tokens, ...tokens.slice(random.below(tokens.length + 1))];
  return tokens;
}

const PUNCTUATION = [" ", ", ", " — ", "\n", "...", " \u{1F600} ", " (", ") ", "\t"] as const;

function punctuate(text: string, random: Random): string {
  return text.replaceAll(" ", () => pick(PUNCTUATION, random));
}

function listSyllables(count: number, syllables: readonly string[]): string[] {
  const random = createRandom(count);
  const words = new Set<string>();
  while (words.size < count) {
    words.add(Array.from({ length: 1 + random.below(3) }, () => pick(syllables, random)).join(""));
  }
  return [...words];
}

function listCharacters(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => String.fromCodePoint(first + index));
}

const LATIN = "ba ce di fo gu ha je ki lo mu né ñi ö ør ße tha who -y 12 _x".split(" ");

const ENGLISH: Language = {
  tokens: listSyllables(
    4000,
    LATIN.map((syllable) => syllable.replace("-", "")),
  ),
  join: " ",
  restyle: (text, random) =>
    pick([text.normalize("NFD"), punctuate(text, random), toFullWidth(text)], random),
};

/** Languages that are written otherwise, by name. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  Chinese: {
    tokens: [...listCharacters(0x4e00, 600), ...listCharacters(0x20000, 40), "。", ",", "GPT", "3"],
    join: "",
    restyle: (text) => text.replaceAll(",", "。。").replaceAll("GPT", "gpt"),
  },
  Japanese: {
    tokens: [
      ...listCharacters(0x3042, 80),
      ...listCharacters(0x30a2, 80),
      ...listCharacters(0x5927, 200),
      ..."ー 々 、 。 ｶﾞ ﾊﾟ ヶ 〇 ㍿".split(" "),
    ],
    join: "",
    restyle: (text) => text.normalize("NFKD"),
  },
  Thai: {
    tokens: listSyllables(700, "กา ขี คู เด แม ไป น้ำ ที่ ่ ๑ สวัส ดี ครับ ค่ะ ํา ๆ".split(" ")),
    join: "",
    restyle: (text) => text.normalize("NFKC"),
  },
  Arabic: {
    tokens: listSyllables(2000, "ال م ن و كتاب في سلام لا ب ت َ ِ ّ ٣ ٤ ﷲ ﻻ ـ ى ة".split(" ")),
    join: " ",
    restyle: (text, random) => punctuate(text.normalize("NFKC"), random),
  },
  Hindi: {
    tokens: listSyllables(2000, "क का कि की क्ष ख ग़ त्र ज्ञ नमस् ते है में १ ५ ँ ं ः ।".split(" ")),
    join: " ",
    restyle: (text, random) => punctuate(text.normalize("NFD"), random),
  },
  emoji: {
    tokens: [
      ...listCharacters(0x1f600, 60),
      ..."👍🏽 👩‍👩‍👧 ❤️ 🇩🇪 1️⃣ ™ ℹ️ Ⓜ️ 🅰️ ㊗️".split(" "),
      ...listSyllables(300, LATIN),
    ],
    join: " ",
    restyle: (text) => text.replaceAll("\u{1F600}", "\u{1F601}\u{1F602}"),
  },
};

function toFullWidth(text: string): string {
  return text.replaceAll(/[a-z0-9_]/g, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
  );
}

/** A conversation's text for each row of a file of {instruction, input, response}. */
export function readConversations(path: URL): string[] {
  const rows = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, string>>[];
  return rows.map((row) => `${row["instruction"]}\n${row["input"]}\n${row["response"]}`);
}
