import { createPaint, joinSafe, type SafeText } from "@flock-tools/cli";
import { describe, expect, it } from "vitest";
import { formatWordDiff } from "./format-word-diff.ts";
import { diffWords } from "./word-diff.ts";

/** What stands on the screen. */
function toText(line: SafeText): string {
  const [text] = Object.getOwnPropertySymbols(line).map(
    (symbol) => (line as unknown as Record<symbol, string>)[symbol],
  );
  return text ?? "";
}

function draw(before: string, after: string, { most = 10, colour = false } = {}): string[] {
  const paint = createPaint(colour);
  return formatWordDiff(diffWords(before, after), { paint, most }).map((line) =>
    toText(joinSafe([line], "")),
  );
}

const MIDDLE = "one two three four five six seven eight nine ten";

describe("formatWordDiff", () => {
  it("has a line for each place, with four words before and behind it", () => {
    expect(draw(`a ${MIDDLE} b ${MIDDLE}`, `x ${MIDDLE} y ${MIDDLE}`)).toEqual([
      "[-a-]{+x+} one two three four…",
      "…seven eight nine ten [-b-]{+y+} one two three four…",
    ]);
  });

  it("takes changes with a few words between them for one place", () => {
    expect(draw("the old red house stands", "the new red home stands")).toEqual([
      "the [-old-]{+new+} red [-house-]{+home+} stands",
    ]);
  });

  it("counts the places that it does not show", () => {
    const text = Array.from({ length: 9 }, (_, index) => `a${index} ${MIDDLE}`).join(" ");
    const lines = draw(text, text.replaceAll(/a(\d)/g, "b$1"), { most: 2 });
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toBe("... and 7 more places");
  });

  it("shortens what is long", () => {
    const [line = ""] = draw(`x ${"a".repeat(5_000)}`, `x ${"b".repeat(5_000)}`);
    expect(line).toBe(`x [-${"a".repeat(120)}…-]{+${"b".repeat(120)}…+}`);
    expect(draw(`${"c".repeat(5_000)} a`, `${"c".repeat(5_000)} b`)).toEqual([
      `…${"c".repeat(39)} [-a-]{+b+}`,
    ]);
  });

  it("shows line breaks, and escapes whatever else would move the cursor", () => {
    expect(draw("a\r\nb\u001B[2J c", "a\r\nb\u202E c")).toEqual([
      String.raw`a⏎b[-\u{1b}[2J-]{+\u{202e}+} c`,
    ]);
  });

  it("colours what was removed and added", () => {
    expect(draw("a", "b", { colour: true })).toEqual([
      "\u001B[31m[-a-]\u001B[39m\u001B[32m{+b+}\u001B[39m",
    ]);
  });

  it("says that nothing differs", () => {
    expect(draw("a b", "a b")).toEqual(["the texts are the same"]);
  });
});
