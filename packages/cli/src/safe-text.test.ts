import { expect, it } from "vitest";
import { createPaint } from "./paint.ts";
import { joinSafe, safe, toSafeString } from "./safe-text.ts";

it("sanitises every string that a template holds, and no number or safe text", () => {
  const paint = createPaint(true);
  const text = safe`${7n} ${3} ${"a\u001B[2Jb"} ${paint.red("c\n")}`;
  expect(toSafeString(text)).toBe("7 3 a\\u{1b}[2Jb \u001B[31mc\\u{a}\u001B[39m");
});

it("joins parts", () => {
  expect(toSafeString(joinSafe(["a\n", safe`b`, 1], ", "))).toBe("a\\u{a}, b, 1");
});

it("leaves colours out where they are not wanted", () => {
  expect(toSafeString(createPaint(false).bold("x\u0007"))).toBe("x\\u{7}");
});
