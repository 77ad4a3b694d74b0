import { describe, expect, it } from "vitest";
import { compareConversation, fuzzConversations } from "../fuzz/fuzz-conversations.mjs";
import { generateConversation } from "../fuzz/generate-conversation.mjs";
import { findPython } from "../fuzz/oracle.mjs";
import { createRandom } from "../fuzz/random.mjs";
import { slowConversation } from "../fuzz/slow-conversation.mjs";
import type { RowCaps } from "./caps.ts";
import type { Conversation } from "./conversation/conversation.ts";
import { createConversationReader } from "./create-conversation-reader.ts";

const USER = '{"role":"user","content":"a"}';
const LIST = `[${USER}]`;
const NULLS = '{"role":null,"content":null}';

type Cells = readonly [
  fits: boolean,
  system: string | undefined,
  conversations: string | undefined,
  turns: number | undefined,
  characters: number | undefined,
];

const NO_LIST = [undefined, undefined, undefined] as const;
const NOTHING: Cells = [false, undefined, ...NO_LIST];

function toCells({ fits, system, conversations, turns, characters }: Conversation): Cells {
  const [prompt, list] = [system, conversations].map(
    (json) => json && Buffer.from(json).toString(),
  );
  return [fits, prompt, list, turns, characters];
}

function read(line: string | Uint8Array, caps: RowCaps = {}): Cells {
  return toCells(createConversationReader({ caps }).read(Buffer.from(line)));
}

/** What is read of a line that the kernel leaves to the exact reader, for it begins with a space of another kind. */
function readExactly(line: string): Cells {
  return read(`\u00a0${line}`);
}

function withContent(content: string): string {
  return `{"system":"${content}","conversations":[{"role":"r","content":"${content}"}]}`;
}

describe("a row that fits", () => {
  it.each<[string, Cells]>([
    [`{"system":"s","conversations":${LIST}}`, [true, '"s"', LIST, 1, 1]],
    [`{"conversations":${LIST},"system":"s"}`, [true, '"s"', LIST, 1, 1]],
    [`{"system":null,"conversations":${LIST}}`, [true, undefined, LIST, 1, 1]],
    [`{"conversations":${LIST}}`, [true, undefined, LIST, 1, 1]],
    ['{"system":"","conversations":[]}', [true, '""', "[]", 0, 0]],
    [
      `{"conversations":[{"role":"","content":""},${USER}]}`,
      [true, undefined, `[{"role":"","content":""},${USER}]`, 2, 1],
    ],
  ])("%s", (line, cells) => {
    expect(read(line)).toEqual(cells);
    expect(readExactly(line)).toEqual(cells);
  });

  it("is handed out as it is, white space and order included", () => {
    const list = '[ {"content" :\t"é","role": "x"} ,{"role":"a","content":"😀" } ]';
    const line = Buffer.from(`\t {"system" : "s", "conversations": ${list} } `);
    const found = createConversationReader().read(line);
    expect(toCells(found)).toEqual([true, '"s"', list, 2, 2]);
    expect(found.conversations?.buffer).toBe(line.buffer);
    expect(found.system?.byteOffset).toBe(line.byteOffset + line.indexOf('"s"'));
  });

  it("may have the white space of Python around it and line ends within", () => {
    const cells: Cells = [true, '"s"', LIST, 1, 1];
    for (const line of [
      `\u2003{"system":"s","conversations":${LIST}}\u0085`,
      `\n{"system":\n"s","conversations":\r\n${LIST}}\r`,
      `{"system":"s","conversations":[\r{"role":"user",\n"content":"a"}]}\u001c`,
    ]) {
      expect(read(line)).toEqual(cells);
    }
  });

  it("is not held on to, and does not hold on to the rows before it", () => {
    const reader = createConversationReader();
    const first = reader.read(Buffer.from(`\u00a0{"system":"one","conversations":${LIST}}`));
    const second = reader.read(Buffer.from(`\u00a0{"system":"two","conversations":[]}`));
    expect(toCells(first)).toEqual([true, '"one"', LIST, 1, 1]);
    expect(toCells(second)).toEqual([true, '"two"', "[]", 0, 0]);
    expect(toCells(reader.read(Buffer.from("{}")))).toEqual(NOTHING);
  });

  it("may be at any place of larger memory", () => {
    const memory = Buffer.from(`xx{"conversations":${LIST}}xx`);
    expect(toCells(createConversationReader().read(memory.subarray(2, -2)))).toEqual([
      true,
      undefined,
      LIST,
      1,
      1,
    ]);
  });

  it("may have 400 turns, or cells of a megabyte", () => {
    const turns = Array.from({ length: 400 }, () => USER).join(",");
    expect(read(`{"conversations":[${turns}]}`)).toEqual([true, undefined, `[${turns}]`, 400, 400]);
    const long = "é\\n\\ud83d\\ude00x".repeat(2 ** 16);
    const reader = createConversationReader();
    for (const text of [long, `${long}!`, ""]) {
      const {
        fits,
        system,
        turns: count,
        characters,
      } = reader.read(Buffer.from(withContent(text)));
      expect([fits, count, characters]).toEqual([true, 1, [...JSON.parse(`"${text}"`)].length]);
      expect(Buffer.from(system ?? []).equals(Buffer.from(`"${text}"`))).toBe(true);
    }
  });
});

describe("the characters of a row", () => {
  it.each([
    ["", 0, ""],
    ["a", 1, "a"],
    [String.raw`\"\\\/\b\f\n\r\t`, 8, String.raw`\"\\/\b\f\n\r\t`],
    [String.raw`\u0041\u00e9\u20ac\u0000\u007f\u001F`, 6, String.raw`Aé€\u0000${"\u007f"}\u001f`],
    [String.raw`\u000a\u0022\u005C\u002f`, 4, String.raw`\n\"\\/`],
    [String.raw`\ud83d\ude00\uD83D\uDE00`, 2, "😀😀"],
    ["😀é€\u{10ffff}\u007f\u202e\u2028", 7, "😀é€\u{10ffff}\u007f\u202e\u2028"],
    [String.raw`\ud7ff\ue000\uffff\ufeff`, 4, "\ud7ff\ue000\uffff\ufeff"],
  ])("%j are %d", (content, characters, written) => {
    expect(read(withContent(content))).toEqual([
      true,
      `"${content}"`,
      `[{"role":"r","content":"${content}"}]`,
      1,
      characters,
    ]);
    expect(readExactly(withContent(content))).toEqual([
      true,
      `"${written}"`,
      `[{"role":"r","content":"${written}"}]`,
      1,
      characters,
    ]);
  });

  it("are counted wherever quotes and escapes are", () => {
    for (let length = 0; length < 70; length += 1) {
      const x = "x".repeat(length);
      const text = String.raw`${x}\n${x}é😀${x}\ud83d\ude00é${x}\\\"\"${x}\\`;
      expect(read(withContent(text))[4]).toBe(5 * length + 9);
      expect(readExactly(withContent(text))[4]).toBe(5 * length + 9);
    }
  });

  it.each([
    [String.raw`\ud83d`, "\ufffd", 1],
    [String.raw`\ude00\ud83d`, "\ufffd\ufffd", 2],
    [String.raw`\ud83d\ud83d\ude00`, "\ufffd😀", 2],
    [String.raw`\ud83dx\ude00`, "\ufffdx\ufffd", 3],
    [String.raw`\udc00\u0041`, "\ufffdA", 2],
    [String.raw`\ud83d\n`, String.raw`${"\ufffd"}\n`, 2],
    [String.raw`\ud83d\\ude00`, String.raw`${"\ufffd"}\\ude00`, 7],
  ])("of %s make the row one that does not fit", (content, written, characters) => {
    const cells: Cells = [
      false,
      `"${written}"`,
      `[{"role":"r","content":"${written}"}]`,
      1,
      characters,
    ];
    expect(read(withContent(content))).toEqual(cells);
    const roles = `{"conversations":[{"role":"${content}","content":""}]}`;
    expect(read(roles)).toEqual([false, undefined, `[{"role":"${written}","content":""}]`, 1, 0]);
    expect(read(`{"system":"${content}","conversations":[]}`)[0]).toBe(false);
    expect(read(`{"system":"${content}"}`)).toEqual([false, `"${written}"`, ...NO_LIST]);
  });
});

describe("a row with a name twice", () => {
  it.each<[string, Cells]>([
    [`{"system":"r","system":"s","conversations":${LIST}}`, [true, '"s"', LIST, 1, 1]],
    [`{"system":"r","conversations":${LIST},"system":null}`, [true, undefined, LIST, 1, 1]],
    [`{"system":1,"conversations":${LIST},"system":"s"}`, [true, '"s"', LIST, 1, 1]],
    [`{"system":"s","conversations":${LIST},"system":1}`, [false, undefined, LIST, 1, 1]],
    [`{"conversations":[],"conversations":${LIST}}`, [true, undefined, LIST, 1, 1]],
    [`{"conversations":${LIST},"conversations":null}`, NOTHING],
    [
      '{"conversations":[{"role":"r","content":"x","content":"yz"}]}',
      [true, undefined, '[{"role":"r","content":"yz"}]', 1, 2],
    ],
    [
      '{"conversations":[{"role":"q","content":"x","role":"r"}]}',
      [true, undefined, '[{"role":"r","content":"x"}]', 1, 1],
    ],
    [
      '{"conversations":[{"role":"r","content":"x","content":null}]}',
      [false, undefined, '[{"role":"r","content":null}]', 1, 0],
    ],
    [
      String.raw`{"system":"r","\u0073ystem":"s","conversations":${LIST}}`,
      [true, '"s"', LIST, 1, 1],
    ],
    [
      String.raw`{"conversations":[{"role":"r","content":"x","conten\u0074":"y"}]}`,
      [true, undefined, '[{"role":"r","content":"y"}]', 1, 1],
    ],
    [
      String.raw`{"conversations":[{"role":"r","content":"\ud800","content":"y"}]}`,
      [true, undefined, '[{"role":"r","content":"y"}]', 1, 1],
    ],
    [`{"a":1,"a":2,"conversations":${LIST}}`, [false, undefined, LIST, 1, 1]],
  ])("%s is what Python reads", (line, cells) => {
    expect(read(line)).toEqual(cells);
    expect(readExactly(line)).toEqual(cells);
  });

  it("is never handed out as it is", () => {
    for (const row of [
      `{"system":"r","system":"s","conversations":${LIST}}`,
      `{"conversations":[{"role":"r","content":"x","content":"y"}],"system":"s"}`,
      String.raw`{"\u0073ystem":"s","conversations":${LIST}}`,
    ]) {
      const line = Buffer.from(row);
      const { fits, system, conversations } = createConversationReader().read(line);
      expect(fits).toBe(true);
      expect(system?.buffer).not.toBe(line.buffer);
      expect(conversations?.buffer).not.toBe(line.buffer);
    }
  });
});

describe("a row that does not fit", () => {
  it.each<[string, Cells]>([
    [`{"id":1,"conversations":${LIST}}`, [false, undefined, LIST, 1, 1]],
    [
      `{"system":"s","conversations":${LIST},"x":{"system":[1e400,NaN]}}`,
      [false, '"s"', LIST, 1, 1],
    ],
    [`{"system":["s"],"conversations":${LIST}}`, [false, undefined, LIST, 1, 1]],
    [`{"system":0,"conversations":${LIST}}`, [false, undefined, LIST, 1, 1]],
    [`{"system":NaN,"conversations":${LIST}}`, [false, undefined, LIST, 1, 1]],
    [`{"System":"s","conversations":${LIST}}`, [false, undefined, LIST, 1, 1]],
    ['{"system":"s"}', [false, '"s"', ...NO_LIST]],
    ['{"system":"s","conversations":null}', [false, '"s"', ...NO_LIST]],
    ['{"system":"s","conversations":{}}', [false, '"s"', ...NO_LIST]],
    ['{"system":"s","conversations":"[]"}', [false, '"s"', ...NO_LIST]],
    ['{"system":"s","conversation":[]}', [false, '"s"', ...NO_LIST]],
    ['{"a":{"system":"s","conversations":[]}}', NOTHING],
    ["{}", NOTHING],
    [`[{"conversations":${LIST}}]`, NOTHING],
    ['"conversations"', NOTHING],
    ["null", NOTHING],
    [
      '{"conversations":[{"role":"r"},{"content":"c"},{}]}',
      [
        false,
        undefined,
        `[{"role":"r","content":null},{"role":null,"content":"c"},${NULLS}]`,
        3,
        1,
      ],
    ],
    [
      '{"conversations":[{"role":"r","content":null},{"role":1,"content":["c"]}]}',
      [false, undefined, `[{"role":"r","content":null},${NULLS}]`, 2, 0],
    ],
    [
      `{"conversations":[null,1,"a",[{"content":"a"}],${USER},NaN]}`,
      [false, undefined, `[${NULLS},${NULLS},${NULLS},${NULLS},${USER},${NULLS}]`, 6, 1],
    ],
    [
      '{"conversations":[{"role":"user","content":"a","name":"x"}]}',
      [false, undefined, LIST, 1, 1],
    ],
    ['{"conversations":[{"from":"user","value":"a"}]}', [false, undefined, `[${NULLS}]`, 1, 0]],
    [
      '{"conversations":[{"__proto__":{"role":"a"},"content":"a"}],"__proto__":{"system":"s"}}',
      [false, undefined, '[{"role":null,"content":"a"}]', 1, 1],
    ],
  ])("%s", (line, cells) => {
    expect(read(line)).toEqual(cells);
    expect(readExactly(line)).toEqual(cells);
  });

  it("may have an integer of 4,300 digits, and with one more is none", () => {
    const line = (digits: number) => `{"conversations":${LIST},"n":-${"1".repeat(digits)}}`;
    expect(read(line(4_300))).toEqual([false, undefined, LIST, 1, 1]);
    expect(read(line(4_301))).toEqual(NOTHING);
    expect(readExactly(line(4_300))).toEqual([false, undefined, LIST, 1, 1]);
  });

  it("may nest as deep as every Python follows, and if deeper is none", () => {
    for (const [levels, cells] of [
      [62, [false, undefined, LIST, 1, 1]],
      [64, [false, undefined, LIST, 1, 1]],
      [898, [false, undefined, LIST, 1, 1]],
      [899, NOTHING],
      [100_000, NOTHING],
    ] satisfies [number, Cells][]) {
      const nest = `${"[".repeat(levels)}${"]".repeat(levels)}`;
      expect(read(`{"conversations":${LIST},"n":${nest}}`)).toEqual(cells);
    }
  });

  it("has no list if what stands for its elements is longer than the cap", () => {
    const line = `{"system":"s","conversations":[${Array.from({ length: 10 }, () => 0).join(",")}]}`;
    const list = `[${Array.from({ length: 10 }, () => NULLS).join(",")}]`;
    const whole: Cells = [false, '"s"', list, 10, 0];
    expect(read(line)).toEqual(whole);
    expect(read(line, { lineBytes: list.length })).toEqual(whole);
    expect(read(line, { lineBytes: list.length - 1 })).toEqual([false, '"s"', ...NO_LIST]);
  });
});

describe("what is no row for every Python", () => {
  it.each([
    "",
    " ",
    "{",
    "}",
    "{]",
    `{"conversations":${LIST}`,
    `{"conversations":${LIST}}}`,
    `{"conversations":${LIST}}{}`,
    `{"conversations":${LIST},}`,
    `{"conversations":[${USER},]}`,
    `{"conversations":[${USER}${USER}]}`,
    `{"conversations":[,${USER}]}`,
    `{'conversations':${LIST}}`,
    `{conversations:${LIST}}`,
    `{"conversations" ${LIST}}`,
    `{"conversations":${LIST} "system":null}`,
    `{"system":nul,"conversations":${LIST}}`,
    `{"system":nulll,"conversations":${LIST}}`,
    `{"system":True,"conversations":${LIST}}`,
    `{"system":"s,"conversations":${LIST}}`,
    `\ufeff{"conversations":${LIST}}`,
    `{"conversations":${LIST}}\ufeff`,
    `{\u00a0"conversations":${LIST}}`,
    `{"conversations":${LIST}}\0`,
    `{"conversations":[{"role":"r","content":"a"]}`,
    '{"conversations":[{"role":"r""content":"a"}]}',
    '{"conversations":[{"role":"r","content":"a",}]}',
    '{"conversations":[{"role":"r","content"}]}',
    ...["\\x", "\\u12g4", "\\u123", "\\ud83d\\u12", "\u0001", "\0", "\u001f", "\t", "\n", "\\"].map(
      withContent,
    ),
  ])("%j", (line) => {
    expect(read(line)).toEqual(NOTHING);
    expect(readExactly(line)).toEqual(NOTHING);
  });

  it.each([
    "80",
    "ff",
    "c3",
    "c0af",
    "e282",
    "eda080",
    "edb080",
    "eda0bdedb880",
    "f4908080",
    "fffe",
  ])("bytes that are not UTF-8: %s", (hex) => {
    const wrong = Buffer.from(hex, "hex").toString("latin1");
    for (const line of [
      withContent(wrong),
      `{"system":"${wrong}","conversations":[]}`,
      `{"conversations":[{"role":"${wrong}","content":""}]}`,
      `{"conversations":[],"${wrong}":0}`,
      `{"conversations":[],"a":"${wrong}"}`,
      `{"conversations":[]}${wrong}`,
    ]) {
      expect(read(Buffer.from(line, "latin1"))).toEqual(NOTHING);
    }
  });

  it("every beginning of a row", () => {
    const line = Buffer.from(
      `{"system":"é\\ud83d\\ude00","conversations":[${USER},{"content":"","role":"r"}],"n":[1.5e3]}`,
    );
    const reader = createConversationReader();
    expect(reader.read(line).turns).toBe(2);
    for (let end = 0; end < line.length; end += 1) {
      expect(toCells(reader.read(line.subarray(0, end)))).toEqual(NOTHING);
    }
  });

  it("what a cap keeps from being read", () => {
    const line = `{"conversations":${LIST}}`;
    expect(read(line, { lineBytes: line.length })[0]).toBe(true);
    expect(read(line, { lineBytes: line.length - 1 })).toEqual(NOTHING);
    expect(read(line, { depth: 3 })[0]).toBe(true);
    expect(read(line, { depth: 2 })).toEqual(NOTHING);
    expect(read('{"conversations":[]}', { depth: 2 })[0]).toBe(true);
    expect(read('{"conversations":[]}', { depth: 1 })).toEqual(NOTHING);
    expect(() => createConversationReader({ caps: { lineBytes: 0 } })).toThrow(RangeError);
  });
});

describe("generated rows", () => {
  it.each([1, 2])("agree with JSON.parse, 5,000 lines of seed %d", (seed) => {
    const random = createRandom(seed);
    const reader = createConversationReader();
    let compared = 0;
    for (let i = 0; i < 5_000; i += 1) {
      const line = generateConversation(random);
      const expected = slowConversation(line);
      if (expected === undefined) continue;
      compared += 1;
      expect(compareConversation(reader.read(line), expected)).toBeUndefined();
    }
    expect(compared).toBeGreaterThan(4_500);
  });

  const python = findPython();
  it.skipIf(python === undefined)("agree with Python, 10,000 lines", async () => {
    const tally = await fuzzConversations({
      python: python ?? "",
      seed: 4,
      lines: 10_000,
      subject: createConversationReader(),
    });
    expect(tally.mismatches).toEqual([]);
    // No kind may be rare, or the comparison says little.
    expect(tally.fitting).toBeGreaterThan(tally.lines / 4);
    expect(tally.nothing).toBeGreaterThan(tally.lines / 4);
  });
});
