// Texts that may be far longer than what Python prints for them, or not at all.
import { generateLineText } from "./generate-file.mjs";
import { generateNumber, generateValue, words } from "./generate-text.mjs";

const KEYS = ["", ...words(String.raw`a b c aa \u0061 é \ud83d\ude00 😀`)];
const WIDE_SPACES = ["", "", "", " ", "         ", "\t".repeat(50)];

/** A text of any kind, or one of few keys that come again and again. */
export function generateRepeatsText(random) {
  return random.once(2) ? generateLineText(random) : generateRepeats(random, 0);
}

function generateRepeats(random, depth) {
  const inner = () => generateInner(random, depth + 1);
  if (depth > 0 && random.once(4)) return `[${random.list([0, 4], inner).join(",")}]`;
  const member = () => `${space(random)}"${random.pick(KEYS)}":${space(random)}${inner()}`;
  const count = random.once(40) ? 60 : 1 + random.below(6);
  return `{${random.list([0, count], member).join(",")}${space(random)}}`;
}

function generateInner(random, depth) {
  switch (random.below(depth > 4 ? 4 : 6)) {
    case 0:
    case 1:
      return String(random.below(10));
    case 2:
      return `"${random.pick(words(String.raw`x \n \u0041 é`)).repeat(random.below(20))}"`;
    case 3:
      return random.once(2) ? generateNumber(random) : generateValue(random, depth);
    default:
      return generateRepeats(random, depth);
  }
}

function space(random) {
  return random.pick(WIDE_SPACES);
}
