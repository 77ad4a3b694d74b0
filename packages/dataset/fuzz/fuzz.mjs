import { compare } from "./compare.mjs";
import { generateFile } from "./generate-file.mjs";
import { startOracle } from "./oracle.mjs";
import { createRandom } from "./random.mjs";

const FILES_IN_A_BATCH = 100;
const ROWS_IN_A_FILE = [1, 3, 20];
const MISMATCHES = 10;

/**
 * Compares the library with CPython on at least `lines` rows of generated files, and resolves to
 * `{ lines, files, valid, void, undecidable, mismatches }`. Stops after ten mismatches; each has `{ seed, file, why }`,
 * the file in base64.
 */
export async function fuzz({ python, seed, lines, subject }) {
  const oracle = await startOracle(python);
  const random = createRandom(seed);
  const tally = { lines: 0, files: 0, valid: 0, void: 0, undecidable: 0, mismatches: [] };
  const nextFiles = () =>
    random.list([FILES_IN_A_BATCH, FILES_IN_A_BATCH], () =>
      generateFile(random, random.pick(ROWS_IN_A_FILE)),
    );
  try {
    let files = nextFiles();
    while (tally.lines < lines && tally.mismatches.length < MISMATCHES) {
      const answers = oracle.ask(files);
      // While Python is at it.
      const own = files.map((file) => read(subject, file));
      const upNext = nextFiles();
      for (const [i, answer] of (await answers).entries()) {
        const why = compare(own[i], answer, oracle.version);
        if (why !== undefined) {
          tally.mismatches.push({ seed, file: files[i].toString("base64"), why });
        }
        tally.files += 1;
        tally.lines += answer.lines.length;
        for (const row of own[i].rows) tally[row.status] += 1;
      }
      files = upNext;
    }
  } finally {
    oracle.close();
  }
  return tally;
}

function read({ readRows, canonicalRows }, file) {
  return { rows: [...readRows(file)], whole: canonicalRows(file) };
}
