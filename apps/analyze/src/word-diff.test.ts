import { describe, expect, it } from "vitest";
import { diffWords, type DiffWordsOptions, type WordDiff } from "./word-diff.ts";

/** As git's word diff writes it. */
function draw({ parts }: WordDiff): string {
  const frames = { same: ["", ""], removed: ["[-", "-]"], added: ["{+", "+}"] } as const;
  return parts.map(({ kind, text }) => frames[kind][0] + text + frames[kind][1]).join("");
}

const diff = (a: string, b: string, options?: DiffWordsOptions): WordDiff =>
  diffWords(a, b, options);

/** One of the two texts, put together again. */
function rebuild({ parts }: WordDiff, other: "removed" | "added"): string {
  return parts.map(({ kind, text }) => (kind === other ? "" : text)).join("");
}

/** Twenty thousand words that begin so. */
function words(prefix: string): string {
  return Array.from({ length: 20_000 }, (_, index) => prefix + index).join(" ");
}

describe("diffWords", () => {
  it.each([
    ["a b c", "a b c", "a b c", 0],
    ["a b c", "a x c", "a [-b-]{+x+} c", 1],
    ["the old rough teacher", "the new soft teacher", "the [-old rough-]{+new soft+} teacher", 1],
    ["one two three four", "one 2 three 4", "one [-two-]{+2+} three [-four-]{+4+}", 2],
    ["Stop. Now", "Stop! Now", "Stop[-.-]{+!+} Now", 1],
    ["a b", "a b c", "a b{+ c+}", 1],
    ["a b c", "b c", "[-a -]b c", 1],
    ["", "new", "{+new+}", 1],
    ["old", "", "[-old-]", 1],
    ["", "", "", 0],
    ["我喜歡茶", "我喜歡咖啡", "我喜歡[-茶-]{+咖啡+}", 1],
    ["naïve cafe\u0301", "naïve cafe", "naïve [-cafe\u0301-]{+cafe+}", 1],
    ["👍 fine", "👎 fine", "[-👍-]{+👎+} fine", 1],
  ])("%j to %j is %j", (...[before, after, drawn, changes]) => {
    const result = diff(before, after);
    expect([draw(result), result.changes]).toEqual([drawn, changes]);
    expect(result).toMatchObject({ isCut: false, isCoarse: false });
  });

  it("holds all of both texts", () => {
    const before = "Keep the keel, said Ana;\n\tthen  keep it again. ".repeat(50);
    const after = before.replaceAll("keel", "hull").replace("again", "twice");
    const result = diff(before, after);
    expect(rebuild(result, "added")).toBe(before);
    expect(rebuild(result, "removed")).toBe(after);
    expect(result.changes).toBe(51);
  });

  it("compares so much of what is too long, from a little before it differs", () => {
    const result = diff("a b ".repeat(100_000), "a c ".repeat(100_000), { maxLength: 7 });
    expect(draw(result)).toBe(" [-b-]{+c+} a [-b-]{+c+} ");
    expect(result).toMatchObject({ skipped: 1, isCut: true });
    const long = "one two ".repeat(50_000);
    const late = diff(`${long}three four`, `${long}three five`);
    expect(late).toMatchObject({ changes: 1, isCut: false });
    expect(late.skipped).toBeGreaterThan(380_000);
    expect(draw(late)).toMatch(/^ (?:one two |two one )+.*three \[-four-\]\{\+five\+\}$/);
  });

  it("gives up on what differs everywhere, in bounded time", () => {
    const result = diff(`same ${words("x")} end`, `same ${words("y")} end`, { maxLength: 10 ** 6 });
    expect([result.isCoarse, result.changes, result.parts.length]).toEqual([true, 1, 4]);
    expect(rebuild(result, "added")).toMatch(/^same x0 .* end$/);
  });

  it("takes a word without an end, and a lone surrogate", () => {
    const long = "a".repeat(50_000);
    expect(diff(`${long} x`, `${long} y`).changes).toBe(1);
    expect(draw(diff("a \ud800", "a \udc00"))).toBe("a [-\ud800-]{+\udc00+}");
  });
});
