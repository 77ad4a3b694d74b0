// The tables of the reference engine: sets of code points as text.
import { properties } from "./data.mjs";

/** Runs of ones as base-36 numbers: the gap since the last run, the length, the next gap, ... */
function encodeRanges(flags) {
  const numbers = [];
  let end = 0;
  for (let begin = flags.indexOf(1); begin >= 0; begin = flags.indexOf(1, end)) {
    const next = flags.indexOf(0, begin);
    numbers.push(begin - end);
    end = next < 0 ? flags.length : next;
    numbers.push(end - begin);
  }
  return numbers.map((number) => number.toString(36)).join(" ");
}

function constant(name, comment, flags) {
  return `/** ${comment} */\nexport const ${name} =\n  "${encodeRanges(flags)}";\n`;
}

/** @returns the text of src/unicode/tables.ts */
export function propertyTables() {
  const { assigned, word, unspaced } = properties();
  return [
    "// Unicode 15.1, written by unicode/generate.mjs: not to be edited. Read by decodeRanges.\n",
    constant("ASSIGNED", "General_Category other than Cn.", assigned),
    constant("WORD", "General_Category L, M or N, and U+005F.", word),
    constant(
      "UNSPACED",
      "Those of WORD whose Script is Han, Hiragana, Katakana, Thai, Lao, Khmer or Myanmar.",
      unspaced,
    ),
  ].join("\n");
}
