import { expect, it } from "vitest";
import { SELECTIONS } from "../../fuzz/fuzz-texts.mjs";
import { generateChatText } from "../../fuzz/generate-chat.mjs";
import { createRandom } from "../../fuzz/random.mjs";
import { readExactly, readPlainly } from "./read-line.ts";
import { createTextScan, takeTexts, type TextScan } from "./text-scan.ts";

const LINES = 20_000;
const BREAKERS = Buffer.from('"\\{}[]:,0 \u007f');

it("the kernel is sure of most rows, and then says what the exact reading says", () => {
  const random = createRandom(6);
  const scans = SELECTIONS.map((text) => [createTextScan({ text }), createTextScan({ text })]);
  let sure = 0;
  for (let i = 0; i < LINES; i += 1) {
    const line = Buffer.from(generateChatText(random));
    if (random.once(4)) line[random.below(line.length)] = random.pick([...BREAKERS]);
    const [plain, exact] = random.pick(scans) as [TextScan, TextScan];
    const outcome = readPlainly(plain, line);
    if (outcome === undefined) continue;
    sure += 1;
    const same = readExactly(exact, line);
    const text = Buffer.from(takeTexts(plain, "copy").bytes);
    expect([outcome, text.toString("latin1")]).toEqual([
      same,
      Buffer.from(takeTexts(exact, "copy").bytes).toString("latin1"),
    ]);
  }
  expect(sure).toBeGreaterThan(LINES / 2);
});
