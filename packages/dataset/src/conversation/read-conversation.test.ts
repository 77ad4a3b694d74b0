import { expect, it } from "vitest";
import { generateConversation } from "../../fuzz/generate-conversation.mjs";
import { createRandom } from "../../fuzz/random.mjs";
import { resolveCaps } from "../caps.ts";
import type { Conversation } from "./conversation.ts";
import { createConversationScan, readExactly, readPlainly } from "./read-conversation.ts";

const LINES = 5_000;

function parse({ system, conversations, ...rest }: Conversation): unknown {
  const [prompt, list] = [system, conversations].map(
    (json): unknown => json && JSON.parse(Buffer.from(json).toString()),
  );
  return { ...rest, prompt, list };
}

it("the kernel is sure of most rows, hands out parts of the line, and says what the exact reading says", () => {
  const random = createRandom(7);
  const scan = createConversationScan(resolveCaps());
  const tally = { sure: 0, fitting: 0 };
  for (let i = 0; i < LINES; i += 1) {
    const line = generateConversation(random);
    const plain = readPlainly(scan, line);
    if (plain === undefined) continue;
    tally.sure += 1;
    if (plain.fits) tally.fitting += 1;
    const parts = [plain.system, plain.conversations].filter((part) => part !== undefined);
    expect(parts.every(({ buffer }) => buffer === line.buffer)).toBe(true);
    expect(parse(plain)).toEqual(parse(readExactly(scan, line)));
  }
  expect(tally.sure).toBeGreaterThan(LINES / 4);
  expect(tally.fitting).toBeGreaterThan(LINES / 5);
});
