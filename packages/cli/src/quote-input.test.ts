import { describe, expect, it } from "vitest";
import { describeError, formatError } from "./describe-error.ts";
import { createPaint } from "./paint.ts";
import { parseChoice } from "./parse-choice.ts";
import { quoteInput } from "./quote-input.ts";
import { toSafeString } from "./safe-text.ts";

describe("quoteInput", () => {
  it.each([
    ["", "nothing"],
    ["abc", "abc"],
    ["x".repeat(40), "x".repeat(40)],
    ["x".repeat(43), `${"x".repeat(40)}…(+3)`],
    ["😀".repeat(41), `${"😀".repeat(40)}…(+2)`],
    ["\u001B[2J", "\u001B[2J"],
  ])("quotes %j as %j", (text, expected) => {
    expect(quoteInput(text)).toBe(expected);
  });

  it("leaves it to the terminal to escape it, once", () => {
    const parse = parseChoice(["text"]);
    const printed = (text: string): string | undefined => {
      try {
        return parse(text);
      } catch (error) {
        const [line] = formatError(describeError(error), createPaint(false));
        return line && toSafeString(line);
      }
    };
    expect(printed("\u001B[2J")).toBe("error: must be one of text: got \\u{1b}[2J");
    expect(printed("\\u{1b}")).toBe("error: must be one of text: got \\u{5c}u{1b}");
  });
});
