import { compare } from "./compare.mjs";
import { generateFile, generateLineText } from "./generate-file.mjs";
import { generateRepeatsText } from "./generate-repeats.mjs";
import { startOracle } from "./oracle.mjs";
import { createRandom } from "./random.mjs";
import { readInParts } from "./read-in-parts.mjs";

const FILES_IN_A_BATCH = 100;
const ROWS_IN_A_FILE = [1, 3, 20];
const MISMATCHES = 10;
const LINE_BYTES = [1, 2, 8, 13, 24, 40, 64, 200, 1_000];
const PART_BYTES = [64, 5_000];
// Windows of a byte or two are dear, and small files have all that they can meet.
const SMALL_FILE = 2_000;
const WINDOW_BYTES = { small: [1, 2, 7, 50], large: [20, 100, 3_000] };

/**
 * Compares the library with CPython on at least `lines` rows of generated files, and resolves to
 * `{ lines, files, valid, void, undecidable, mismatches }`. Stops after ten mismatches; each has `{ seed, file, why }`,
 * the file in base64. Each file is read whole by `subject.readRows`, or, with `subject.createRowScanner` instead, cut
 * into parts under caps of a few bytes: then the tally has `parts: { printed, long, unknown }` too.
 */
export async function fuzz({ python, seed, lines, subject }) {
  const oracle = await startOracle(python);
  const random = createRandom(seed);
  const tally = { lines: 0, files: 0, valid: 0, void: 0, undecidable: 0, mismatches: [] };
  if (subject.createRowScanner) tally.parts = { printed: 0, long: 0, unknown: 0 };
  const generateText = subject.createRowScanner ? generateRepeatsText : generateLineText;
  const nextFiles = () =>
    random.list([FILES_IN_A_BATCH, FILES_IN_A_BATCH], () =>
      generateFile(random, random.pick(ROWS_IN_A_FILE), generateText),
    );
  try {
    let files = nextFiles();
    while (tally.lines < lines && tally.mismatches.length < MISMATCHES) {
      const answers = oracle.ask(files);
      // While Python is at it.
      const own = files.map((file) => read(subject, file, random));
      const upNext = nextFiles();
      for (const [i, answer] of (await answers).entries()) {
        const why = compare(own[i], answer, oracle.version);
        if (why !== undefined) {
          tally.mismatches.push({ seed, file: files[i].toString("base64"), why });
        }
        tally.files += 1;
        tally.lines += answer.lines.length;
        for (const row of own[i].rows) {
          tally[row.status] += 1;
          if (tally.parts && row.status === "valid") tally.parts[kindOf(row)] += 1;
        }
      }
      files = upNext;
    }
  } finally {
    oracle.close();
  }
  return tally;
}

function read(subject, file, random) {
  if (subject.createRowScanner) {
    const { small, large } = WINDOW_BYTES;
    const caps = {
      lineBytes: random.pick(LINE_BYTES),
      windowBytes: random.pick(file.length < SMALL_FILE ? small : large),
      most: random.pick(PART_BYTES),
    };
    return { caps, rows: readInParts(subject, file, { random, ...caps }) };
  }
  return { rows: [...subject.readRows(file)], whole: subject.canonicalRows(file) };
}

function kindOf({ canonical, canonicalLength }) {
  if (canonical !== undefined) return "printed";
  return canonicalLength > 0 ? "long" : "unknown";
}
