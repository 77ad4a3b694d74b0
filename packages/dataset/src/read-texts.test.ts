import { expect, it } from "vitest";
import { readTexts } from "./read-texts.ts";

it("joins the contents of a conversation", () => {
  const file = Buffer.from(
    '{"conversations":[{"content":"a\\n"},{"content":null},{"content":"é\\ud83d\\ude00"}]}\n',
  );
  const [batch] = readTexts(file);
  expect(Buffer.from(batch?.bytes ?? []).toString()).toBe("a\n\né😀");
  expect(batch?.offsets).toEqual(Uint32Array.of(0, 9));
  expect(batch?.rows).toEqual(Uint32Array.of(0));
});
