import { expect, it } from "vitest";
import { createAlphabets, makeAdversarialText } from "../../testing/adversarial-text.ts";
import { createRandom } from "../../testing/random.ts";
import { createTextStage } from "../../testing/text-stage.ts";
import { foldText, listTokens } from "../reference/shingle-text.ts";
import { decodeRanges } from "../unicode/ranges.ts";
import { ASSIGNED } from "../unicode/tables.ts";

const encoder = new TextEncoder();
const stage = createTextStage();

const expected = (bytes: Uint8Array): readonly string[] => listTokens(foldText(bytes));

function listAssigned(): number[] {
  const result: number[] = [];
  const ranges = decodeRanges(ASSIGNED);
  for (let index = 0; index < ranges.length; index += 2) {
    for (let codePoint = ranges[index]!; codePoint < ranges[index + 1]!; codePoint += 1) {
      if (codePoint < 0xd800 || codePoint > 0xdfff) result.push(codePoint);
    }
  }
  return result;
}

/** Every code point alone on a line, and on others between characters that may compose with it. */
function* listEveryCodePoint(): Generator<Uint8Array> {
  for (let begin = 0; begin < 0x110000; begin += 256) {
    if (begin >= 0xd800 && begin < 0xe000) continue;
    const characters = Array.from({ length: 256 }, (_, index) =>
      String.fromCodePoint(begin + index),
    );
    yield encoder.encode(characters.join("\n"));
    yield encoder.encode(characters.map((character) => `a${character}\u0301`).join("\n"));
    yield encoder.encode(characters.map((character) => `\u0E01${character}\u1161`).join("\n"));
  }
}

/** What went wrong, so that a failure can be read. */
function differences(texts: Iterable<Uint8Array>): string[] {
  const found: string[] = [];
  for (const bytes of texts) {
    const tokens = JSON.stringify(stage.listTokens(bytes));
    const wanted = JSON.stringify(expected(bytes));
    if (tokens !== wanted) found.push(`${Buffer.from(bytes).toString("hex")}: ${tokens} ${wanted}`);
    if (found.length > 5) break;
  }
  return found;
}

it("folds and tokenises 100,000 adversarial texts as the platform does", () => {
  const random = createRandom(1);
  const alphabets = createAlphabets(listAssigned());
  function* texts(): Generator<Uint8Array> {
    for (let count = 0; count < 100_000; count += 1) {
      yield makeAdversarialText(alphabets, count % 4 === 0 ? 12 : 4, random);
    }
  }
  expect(differences(texts())).toEqual([]);
});

it("folds every code point as the platform does, alone and among others", () => {
  expect(differences(listEveryCodePoint())).toEqual([]);
});
