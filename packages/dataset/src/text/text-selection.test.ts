import { describe, expect, it } from "vitest";
import { collectTexts } from "../../fuzz/fuzz-texts.mjs";
import { readTexts } from "../read-texts.ts";
import type { TextSelection } from "./text-selection.ts";

const CONVERSATION: TextSelection = { kind: "conversation" };
const WITH_SYSTEM: TextSelection = { kind: "conversation", includeSystem: true };

function column(path: string): TextSelection {
  return { kind: "column", path };
}

/** Of each row its text as latin1, undefined if it has none. */
function read(file: string, text: TextSelection): unknown[] {
  const { texts, summary } = collectTexts(readTexts(Buffer.from(file), { text }));
  return Array.from({ length: summary.rows }, (_, row) => texts.get(row));
}

/** The text of a file of one row; also the same behind a row that the kernel is not sure of, and in other spacing. */
function readOne(row: string, text: TextSelection = CONVERSATION): unknown {
  const [found, ...others] = read(`${row}\n\t${row} \r\nNaN\n ${row}\u00a0\r${row}`, text);
  expect(others).toEqual([found, undefined, found, found]);
  return found;
}

function utf8(text: string): string {
  return Buffer.from(text).toString("latin1");
}

describe("the text of a conversation", () => {
  it.each([
    [
      '{"conversations":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}',
      "a\nb",
    ],
    ['{"conversations":[{"content":""},{"content":""}]}', "\n"],
    ['{"conversations":[]}', ""],
    ['{"conversations":[{"role":"user"},{},{"content":null},{"content":1},{"content":["a"]}]}', ""],
    ['{"conversations":["content",null,1,[{"content":"a"}],{"content":"b"}]}', "b"],
    ['{"conversations":[{"message":{"content":"a"},"content":"b"}]}', "b"],
    ['{"conversations":[{"content":{"content":"a"}}]}', ""],
    ['{"messages":[{"content":"a"}]}', undefined],
    ['{"conversations":{"content":"a"}}', undefined],
    ['{"conversations":"a"}', undefined],
    ['{"conversations":null}', undefined],
    ['{"a":{"conversations":[{"content":"a"}]}}', undefined],
    ['[{"conversations":[{"content":"a"}]}]', undefined],
    ['"conversations"', undefined],
    ["1", undefined],
    ["{}", undefined],
  ])("of %s", (row, text) => {
    expect(readOne(row)).toBe(text);
  });

  it.each([
    ['{"conversations":[{"content":"a"}],"conversations":[{"content":"b"}]}', "b"],
    ['{"conversations":[{"content":"a"}],"conversations":1}', undefined],
    ['{"conversations":1,"conversations":[{"content":"a"}]}', "a"],
    ['{"conversations":[{"content":"a","content":"b"},{"content":"c"}]}', "b\nc"],
    ['{"conversations":[{"content":"a","content":null},{"content":"c"}]}', "c"],
    ['{"conversations":[{"content":null,"content":"a"}]}', "a"],
    ['{"conversations":[{"content":"a","con\\u0074ent":"b"}]}', "b"],
    ['{"conversations":[{"\\u0063ontent":"a","content":"b"}]}', "b"],
    ['{"c\\u006fnversations":[{"content":"a"}]}', "a"],
    ['{"conversations":[{"content":"a"}],"c\\u006Fnversations":2}', undefined],
    ['{"__proto__":{"conversations":[]},"a":1}', undefined],
    ['{"conversations":[{"__proto__":{"content":"a"}}]}', ""],
  ])("of the last of equal keys in %s", (row, text) => {
    expect(readOne(row)).toBe(text);
  });

  it.each([
    ['{"system":"s","conversations":[{"content":"a"},{"content":"b"}]}', "s\na\nb"],
    ['{"conversations":[{"content":"a"},{"content":"b"}],"system":"s"}', "s\na\nb"],
    [
      '{"conversations":[{"content":"a"}],"x":[1],"system":"a longer one than that"}',
      "a longer one than that\na",
    ],
    ['{"conversations":[{"content":""}],"system":""}', "\n"],
    ['{"conversations":[],"system":"s"}', "s"],
    ['{"system":"s","conversations":[]}', "s"],
    ['{"system":"s"}', undefined],
    ['{"system":"s","conversations":1}', undefined],
    ['{"system":["s"],"conversations":[{"content":"a"}]}', "a"],
    ['{"system":"r","conversations":[{"content":"a"}],"system":"s"}', "s\na"],
    ['{"system":"r","conversations":[{"content":"a"}],"system":null}', "a"],
    ['{"conversations":[{"content":"a","system":"s"}]}', "a"],
  ])("with the system prompt, of %s", (row, text) => {
    expect(readOne(row, WITH_SYSTEM)).toBe(text);
  });

  it("leaves the system prompt out unless it is wanted", () => {
    expect(readOne('{"system":"s","conversations":[{"content":"a"}]}')).toBe("a");
  });
});

describe("the text of a column", () => {
  it.each([
    ["text", '{"a":1,"text":"x"}', "x"],
    ["text", '{"text":1}', undefined],
    ["text", '{"text":["x"]}', undefined],
    ["text", '{"text":"x","text":"y"}', "y"],
    ["text", '{"text":"x","text":0}', undefined],
    ["text", '{"te\\u0078t":"x"}', "x"],
    ["text", '{"a":{"text":"x"}}', undefined],
    ["text", '["text"]', undefined],
    ["a.b", '{"a":{"b":"x"}}', "x"],
    ["a.b", '{"a.b":"x"}', undefined],
    ["a.b", '{"a":"x"}', undefined],
    ["a.b", '{"a":[{"b":"x"}]}', undefined],
    ["a.b", '{"b":"x","a":{"a":{"b":"y"},"b":"z"}}', "z"],
    ["a.b", '{"a":{"b":"x"},"a":{"c":"y"}}', undefined],
    ["a.b", '{"a":{"b":"x","b":"y"}}', "y"],
    ["", '{"":"x"}', "x"],
    [".a", '{"":{"a":"x"}}', "x"],
    ["é", '{"é":"x"}', "x"],
    ["é", '{"\\u00e9":"x"}', "x"],
    ["\u{1f600}", '{"\\ud83d\\ude00":"x"}', "x"],
    ['"', '{"\\"":"x"}', "x"],
    ["__proto__", '{"__proto__":"x"}', "x"],
    ["__proto__.a", '{"__proto__":{"a":"x"}}', "x"],
    ["conversations", '{"conversations":"x"}', "x"],
  ])("%j of %s", (path, row, text) => {
    expect(readOne(row, column(path))).toBe(text);
  });

  it("is found below as many keys as a row may nest", () => {
    for (const levels of [60, 64, 65, 100, 899]) {
      const keys = Array.from({ length: levels }, () => "k");
      const row = `${'{"k":'.repeat(levels)}"x"${"}".repeat(levels)}`;
      expect(readOne(row, column(keys.join(".")))).toBe("x");
    }
  });
});

describe("the bytes of a text", () => {
  it.each([
    [String.raw`\"\\\/\b\f\n\r\t`, '"\\/\b\f\n\r\t'],
    [String.raw`\u0041\u00e9\u20ac\u0000\u007f`, utf8("Aé€\0\u007f")],
    [String.raw`\ud83d\ude00\uD83D\uDE00`, utf8("😀😀")],
    ["😀é€\u{10ffff}\u007f", utf8("😀é€\u{10ffff}\u007f")],
    [String.raw`\ud83d`, "\xed\xa0\xbd"],
    [String.raw`\ude00\ud83d`, "\xed\xb8\x80\xed\xa0\xbd"],
    [String.raw`\ud83d\ud83d\ude00`, `\xed\xa0\xbd${utf8("😀")}`],
    [String.raw`\ud83dx\ude00`, "\xed\xa0\xbdx\xed\xb8\x80"],
    [String.raw`\ud83d\n`, "\xed\xa0\xbd\n"],
    [String.raw`\ud83d\\ude00`, "\xed\xa0\xbd\\ude00"],
  ])("of %j", (string, text) => {
    expect(readOne(`{"conversations":[{"content":"${string}"}]}`)).toBe(text);
    // Not what the kernel does: keys are there twice.
    expect(readOne(`{"conversations":1,"conversations":[{"content":"${string}"}]}`)).toBe(text);
  });

  it("are right wherever an escape is in a vector", () => {
    for (let length = 0; length < 70; length += 1) {
      const plain = "x".repeat(length);
      expect(read(`{"a":"${plain}\\n${plain}é\\u20ac${plain}"}`, column("a"))).toEqual([
        utf8(`${plain}\n${plain}é€${plain}`),
      ]);
    }
  });

  it.each(["\\x", "\\u12g4", "\\u123", "\\ud83d\\u12", "\u0001", "\0", "\u001f", "\t", "\\"])(
    "are not made of what is wrong, as %j",
    (wrong) => {
      for (const row of [`{"conversations":[{"content":"${wrong}"}]}`, `{"a":"${wrong}"}`]) {
        const { summary } = collectTexts(readTexts(Buffer.from(`${row}\n{}\n`)));
        expect(summary).toEqual({ rows: 2, texts: 0, withoutText: 1, errors: 1 });
      }
    },
  );
});
