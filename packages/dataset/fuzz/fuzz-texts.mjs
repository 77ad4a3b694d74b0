import { generateChatText } from "./generate-chat.mjs";
import { generateFile } from "./generate-file.mjs";
import { startOracle } from "./oracle.mjs";
import { createRandom } from "./random.mjs";

const FILES_IN_A_BATCH = 20;
// Large ones, as every reading of one makes a kernel.
const ROWS_IN_A_FILE = [1, 100, 400];
const MISMATCHES = 10;

export const SELECTIONS = [
  { kind: "conversation" },
  { kind: "conversation", includeSystem: true },
  { kind: "column", path: "content" },
  { kind: "column", path: "a.b" },
  { kind: "column", path: "é" },
  { kind: "column", path: "__proto__" },
  { kind: "column", path: "" },
];

/**
 * Compares the texts of the rows of generated files with those that CPython has, of at least `lines` rows, and resolves
 * to `{ lines, files, texts, errors, mismatches }`.
 */
export async function fuzzTexts({ python, seed, lines, subject }) {
  const oracle = await startOracle(python, "text-oracle.py");
  const random = createRandom(seed);
  const tally = { lines: 0, files: 0, texts: 0, errors: 0, mismatches: [] };
  const wanted = Buffer.from(JSON.stringify(SELECTIONS));
  try {
    while (tally.lines < lines && tally.mismatches.length < MISMATCHES) {
      const files = random.list([FILES_IN_A_BATCH, FILES_IN_A_BATCH], () =>
        generateFile(random, random.pick(ROWS_IN_A_FILE), generateChatText),
      );
      const answers = await oracle.ask([wanted, ...files]);
      for (const [i, rows] of answers.entries()) {
        const why = compareFile(subject, files[i], rows);
        if (why) tally.mismatches.push({ seed, file: files[i].toString("base64"), why });
        tally.files += 1;
        tally.lines += rows.length;
        tally.errors += rows.filter((row) => row === null).length;
        tally.texts += rows.flat().filter((text) => text !== null).length;
      }
    }
  } finally {
    oracle.close();
  }
  return tally;
}

function compareFile({ readTexts, readRows }, file, rows) {
  // What depends on the version of Python is an error for us, whatever this one makes of it.
  const isUndecidable = Array.from(readRows(file), ({ status }) => status === "undecidable");
  const expect = (i) =>
    rows.map((row, r) => (row === null || isUndecidable[r] ? undefined : row[i]));
  for (const [i, text] of SELECTIONS.entries()) {
    const why = compareTexts(collectTexts(readTexts(file, { text })), expect(i));
    if (why) return `${JSON.stringify(text)}: ${why}`;
  }
  return undefined;
}

/** Why the texts of rows are not what they should be, undefined if they are. */
export function compareTexts({ texts, summary }, expected) {
  const difference = expected.findIndex((text, row) => (text ?? undefined) !== texts.get(row));
  if (difference !== -1) {
    return `row ${difference}: ${texts.get(difference)}, should be ${expected[difference]}`;
  }
  const counts = {
    rows: expected.length,
    texts: expected.filter((text) => typeof text === "string").length,
    withoutText: expected.filter((text) => text === null).length,
    errors: expected.filter((text) => text === undefined).length,
  };
  return Object.keys(counts).every((name) => counts[name] === summary[name])
    ? undefined
    : `${JSON.stringify(summary)}, should be ${JSON.stringify(counts)}`;
}

/** The texts of all batches by the number of the row, as latin1 strings, and the summary. */
export function collectTexts(batches) {
  const texts = new Map();
  for (;;) {
    const { done, value } = batches.next();
    if (done) return { texts, summary: value };
    addBatch(texts, value);
  }
}

export function addBatch(texts, { bytes, offsets, rows }) {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [i, row] of rows.entries()) {
    texts.set(row, all.latin1Slice(offsets[i], offsets[i + 1]));
  }
}
