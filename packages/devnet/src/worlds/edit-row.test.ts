import { expect, it } from "vitest";
import { type ChatRow, createChatRow } from "./chat-row.ts";
import { editRow } from "./edit-row.ts";
import { createRandom } from "./random.ts";

function wordsOf(row: ChatRow): string[] {
  return row.conversations.flatMap(({ content }) => content.split(" "));
}

it.each([0.01, 0.1, 0.3])("replaces %f of the words and nothing else", (rate) => {
  const random = createRandom("edit");
  const row = createChatRow(random, { minBytes: 600, maxBytes: 1800 });
  const edited = JSON.parse(
    Buffer.from(editRow(Buffer.from(JSON.stringify(row)), rate, random)).toString(),
  ) as ChatRow;
  const [before, after] = [wordsOf(row), wordsOf(edited)];
  expect(after).toHaveLength(before.length);
  const changed = before.filter((word, index) => word !== after[index]).length;
  expect(changed).toBe(Math.max(1, Math.round(before.length * rate)));
  expect(edited.system).toBe(row.system);
});

it("changes at least one word", () => {
  const random = createRandom("short");
  const row = Buffer.from('{"system":null,"conversations":[{"role":"user","content":"Hi."}]}');
  const edited = Buffer.from(editRow(row, 0.01, random)).toString();
  expect(edited).not.toBe(row.toString());
  expect(edited).toMatch(/"content":"\w+\."/);
});
