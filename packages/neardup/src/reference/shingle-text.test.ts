import { describe, expect, it } from "vitest";
import { listShinglesSlowly } from "../../testing/brute-force.ts";
import { createRandom } from "../../testing/random.ts";
import { foldText, listShingles, listTokens, shingleText } from "./shingle-text.ts";

function tokensOf(text: string | Uint8Array): readonly string[] {
  return listTokens(foldText(typeof text === "string" ? Buffer.from(text) : text));
}

describe("tokens", () => {
  it.each([
    ["Hello, World", ["hello", "world"]],
    ["snake_case kebab-case don't", ["snake_case", "kebab", "case", "don", "t"]],
    ["ΣΑΣ σας ΣΑΣ.", ["σασ", "σασ", "σασ"]],
    ["İX I ı", ["i\u0307x", "i", "ı"]],
    ["ﬁne ﬀ Ⅷ ½ x²", ["fine", "ff", "viii", "1", "2", "x2"]],
    ["ＦＵＬＬ　ｗｉｄｔｈ", ["full", "width"]],
    ["e\u0301 é", ["é", "é"]],
    ["漢字kana仮名", ["漢", "字", "kana", "仮", "名"]],
    ["ｶﾞ コーヒー", ["ガ", "コ", "ー", "ヒ", "ー"]],
    ["〇々ㄅ한국", ["〇", "々", "ㄅ한국"]],
    ["ไทย ๑", ["ไ", "ท", "ย", "๑"]],
    ["ລາວ ខ្ម မြ", ["ລ", "າ", "ວ", "ខ", "្", "ម", "မ", "ြ"]],
    ["हिन्दी में", ["हिन्दी", "में"]],
    ["a\u{1F600}b 👩‍👩‍👧 1️⃣ ❤️", ["a", "b", "1\uFE0F\u20E3", "\uFE0F"]],
    ["a\u200Db\u00ADc", ["a", "b", "c"]],
    // Unassigned in 15.1, and letters since 16 and 17.
    ["a\u1C89b \u{105C0}", ["a", "b"]],
    ["\uFEFFbom", ["bom"]],
    ["... — !", []],
  ])("of %j", (text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });

  it.each([
    [Uint8Array.of(0x61, 0xff, 0x62), ["a", "b"]],
    [Uint8Array.of(0x61, 0xc0, 0xaf, 0x62), ["a", "b"]],
    // A lone surrogate as WTF-8 has it.
    [Uint8Array.of(0x61, 0xed, 0xa0, 0x80, 0x62), ["a", "b"]],
    [Uint8Array.of(0x61, 0xe2, 0x82), ["a"]],
  ])("of the invalid bytes %o", (bytes, tokens) => {
    expect(tokensOf(bytes)).toEqual(tokens);
  });
});

describe("shingles", () => {
  it("are five tokens each, or all of fewer", () => {
    expect([...listShingles([])]).toEqual([]);
    expect([...listShingles(["a"])]).toEqual(["a"]);
    expect([...listShingles(["a", "b", "c", "d"])]).toEqual(["a b c d"]);
    expect([...listShingles("abcdef".split(""))]).toEqual(["a b c d e", "b c d e f"]);
    expect([...listShingles("aaaaaaa".split(""))]).toEqual(["a a a a a"]);
  });

  it("are those of the other way to list them, on texts of any characters", () => {
    const random = createRandom(1);
    for (let round = 0; round < 300; round += 1) {
      const characters = Array.from({ length: 60 }, () => {
        const plane = random.below(4) === 0 ? 0x20000 : random.below(2) === 0 ? 0x3100 : 0x250;
        return random.below(5) === 0 ? " " : String.fromCodePoint(random.below(plane));
      });
      const bytes = Buffer.from(characters.join(""));
      expect(shingleText(bytes)).toEqual(new Set(listShinglesSlowly(bytes)));
    }
  });
});
