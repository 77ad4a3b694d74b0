import { once } from "node:events";
import { expect, it } from "vitest";
import { createSafeStream } from "./safe-stream.ts";

it("escapes what a terminal would obey, whole and in characters that come in parts", async () => {
  let shown = "";
  const stream = createSafeStream((text) => (shown += text));
  const bytes = Buffer.from(`a,é\u202E\n"\u001B[2J",${"x".repeat(2_000)}\n`);
  for (const byte of bytes) stream.write(Buffer.of(byte));
  stream.end();
  await once(stream, "finish");
  expect(shown).toBe(
    `a,é${String.raw`\u{202e}`}\n"${String.raw`\u{1b}`}[2J",${"x".repeat(2_000)}\n`,
  );
});
