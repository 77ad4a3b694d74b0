import { expect, it } from "vitest";
import { createAlphabets, makeAdversarialText } from "../../testing/adversarial-text.ts";
import { createRandom } from "../../testing/random.ts";
import { createTextStage } from "../../testing/text-stage.ts";
import { foldText, listTokens } from "../reference/shingle-text.ts";

const encoder = new TextEncoder();
const stage = createTextStage();

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

/** Every code point that has a canonical decomposition, as its parts, behind letters of all kinds. */
function* listDecomposed(): Generator<Uint8Array> {
  const decomposed = Array.from({ length: 0x30000 }, (_, codePoint) => codePoint)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint).normalize("NFD"))
    .filter((parts) => parts.length > 1);
  for (const prefix of [
    "",
    "xy",
    "\u65E5\u672C",
    "\u3042\u304C",
    "\u0436\u0437",
    "\u0E01\u0E38",
    "\u{20000}",
  ]) {
    for (let begin = 0; begin < decomposed.length; begin += 256) {
      const parts = decomposed.slice(begin, begin + 256);
      yield encoder.encode(parts.map((part) => `${prefix}${part}${prefix}`).join("\n"));
    }
  }
}

/** What went wrong, so that a failure can be read, and how much was looked at. */
function compare(texts: Iterable<Uint8Array>): { wrong: string[]; texts: number; tokens: number } {
  const result = { wrong: [] as string[], texts: 0, tokens: 0 };
  for (const bytes of texts) {
    const wanted = listTokens(foldText(bytes));
    const [got, expected] = [stage.listTokens(bytes).join("\n"), wanted.join("\n")];
    if (got !== expected) {
      result.wrong.push(`${Buffer.from(bytes).toString("hex")}: ${got} instead of ${expected}`);
    }
    if (stage.listHashesDirectly(bytes).join() !== stage.listHashes(bytes).join()) {
      result.wrong.push(`${Buffer.from(bytes).toString("hex")}: other hashes`);
    }
    if (result.wrong.length > 5) break;
    result.texts += 1;
    result.tokens += wanted.length;
  }
  return result;
}

it("folds and tokenises 100,000 adversarial texts as the platform does", () => {
  const random = createRandom(1);
  const alphabets = createAlphabets();
  function* texts(): Generator<Uint8Array> {
    for (let count = 0; count < 100_000; count += 1) {
      yield makeAdversarialText(alphabets, count % 4 === 0 ? 12 : 4, random);
    }
  }
  const { wrong, texts: compared, tokens } = compare(texts());
  expect(wrong).toEqual([]);
  expect(compared).toBe(100_000);
  expect(tokens).toBeGreaterThan(500_000);
}, 180_000);

it("folds every code point as the platform does, alone and among others", () => {
  const { wrong, texts, tokens } = compare(listEveryCodePoint());
  expect(wrong).toEqual([]);
  // Three for each 256 code points, without the surrogates, which no UTF-8 has.
  expect(texts).toBe((3 * (0x110000 - 0x800)) / 256);
  expect(tokens).toBeGreaterThan(2 * 0x110000);
}, 180_000);

it("composes everything that composes, behind letters of every kind", () => {
  const { wrong, texts, tokens } = compare(listDecomposed());
  expect(wrong).toEqual([]);
  expect(texts).toBeGreaterThan(350);
  expect(tokens).toBeGreaterThan(90_000);
}, 180_000);
