// Chat rows of about 1.8 kB, made up from a seed, among them near copies: `node make-rows.mjs FILE [ROWS [PROMPTS [SEED]]]`.
// Words follow Zipf's law, some messages open with a stock phrase, and about 12% of the rows are copies of an earlier row
// (or of its last copy) at one of seven rates of edits: words replaced, inserted and deleted, and blocks moved.
import { closeSync, openSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRandom, createWords } from "./words.mjs";

/** Edits a word: a copy of 260 words at 0.02 has a similarity of about 0.8. */
const EDIT_RATES = [0.002, 0.005, 0.01, 0.015, 0.02, 0.04, 0.1];
const COPIES = 0.12;
/** Sources of copies, of 1 to 7 copies each; a little more often than copies use them up. */
const SOURCES = 0.036;
const MAX_OPEN_SOURCES = 2_000;
const CHUNK_BYTES = 1 << 20;

/** Yields `rows` rows of FLock's chat shape. With `prompts` each has one of so many long system prompts, else null. */
export function* makeRows({ rows = 25_600, prompts = 0, seed = 1 } = {}) {
  const random = createRandom(seed);
  const words = createWords();
  const systems = Array.from({ length: prompts }, (_, i) => makePrompt(words, i));
  const open = [];
  for (let row = 0; row < rows; row += 1) {
    let made;
    if (open.length > 0 && random.chance(COPIES)) {
      made = makeCopy(open, words, random);
    } else {
      const system = prompts === 0 ? null : systems[random.below(prompts)];
      made = { system, tokens: makeTokens(words, random) };
      if (open.length < MAX_OPEN_SOURCES && random.chance(SOURCES)) {
        open.push({ ...made, left: 1 + random.below(7) });
      }
    }
    yield { system: made.system, conversations: toMessages(made.tokens, random) };
  }
}

/** The same rows as JSONL, in chunks of about 1 MB. */
export function* makeChunks(options) {
  let text = "";
  for (const row of makeRows(options)) {
    text += `${JSON.stringify(row)}\n`;
    if (text.length >= CHUNK_BYTES) {
      yield Buffer.from(text);
      text = "";
    }
  }
  if (text !== "") yield Buffer.from(text);
}

export function writeRows(path, options) {
  const file = openSync(path, "w");
  try {
    for (const chunk of makeChunks(options)) writeSync(file, chunk);
  } finally {
    closeSync(file);
  }
}

/** Tokens are words with what follows them, so that an edit moves punctuation along with its word. */
function makeTokens(words, random, length = 182 + random.below(80) + random.below(80)) {
  const tokens = [];
  while (tokens.length < length) {
    if (random.chance(0.006)) tokens.push(...words.phrase(random));
    else tokens.push(words.token(random));
  }
  return tokens;
}

function makePrompt(words, index) {
  const random = createRandom(1_000 + index);
  return toText(makeTokens(words, random, 100 + 20 * index));
}

/** Copies one of the open sources, which closes with its last copy. */
function makeCopy(open, words, random) {
  const index = random.below(open.length);
  const source = open[index];
  const rate = EDIT_RATES[random.below(EDIT_RATES.length)];
  const copy = source.tokens.slice();
  for (let left = countEdits(copy.length * rate, random); left > 0; left -= 1) {
    edit(copy, words, random);
  }
  source.left -= 1;
  if (source.left === 0) {
    open[index] = open.at(-1);
    open.pop();
  } else if (random.chance(0.25)) {
    source.tokens = copy;
  }
  return { system: source.system, tokens: copy };
}

/** A fraction of an edit is a chance of one; never none. */
function countEdits(expected, random) {
  const whole = Math.floor(expected);
  return Math.max(1, random.chance(expected - whole) ? whole + 1 : whole);
}

function edit(tokens, words, random) {
  const at = random.below(tokens.length);
  const kind = random.below(20);
  if (kind < 11) tokens[at] = words.token(random);
  else if (kind < 14) tokens.splice(at, 0, words.token(random));
  else if (kind < 17) tokens.splice(at, 1);
  else {
    const block = tokens.splice(at, 8 + random.below(24));
    tokens.splice(random.below(tokens.length + 1), 0, ...block);
  }
}

function toMessages(tokens, random) {
  const count = 2 + 2 * random.below(2);
  const length = Math.ceil(tokens.length / count);
  return Array.from({ length: count }, (_, i) => ({
    role: i % 2 === 0 ? "user" : "assistant",
    content: toText(tokens.slice(i * length, (i + 1) * length)),
  }));
}

function toText(tokens) {
  let text = "";
  let isStart = true;
  for (const token of tokens) {
    text += isStart ? token[0].toUpperCase() + token.slice(1) : token;
    isStart = token.endsWith(". ") || token.endsWith("\n");
  }
  return text.trimEnd();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, ...numbers] = process.argv.slice(2);
  const [rows, prompts, seed] = numbers.map(Number);
  writeRows(path, { rows, prompts, seed });
}
