import { describe, expect, it } from "vitest";
import { findPython, startOracle } from "../fuzz/oracle.mjs";
import { canonicalRows } from "./canonical-rows.ts";

type Case = readonly [name: string, file: string | Buffer, expected: readonly string[] | string];

const UTF8 = "UnicodeDecodeError";
const JSON_ERROR = "JSONDecodeError";

function hex(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

const BYTES: readonly Case[] = [
  ["overlong forms void the file", hex("22c0af220a"), UTF8],
  ["surrogates in UTF-8 void the file", hex("22eda080220a"), UTF8],
  ["truncated forms void the file", hex("22e282220a"), UTF8],
  ["a cut character before a line end voids the file", hex("22e2820a22"), UTF8],
  ["a fault in the bytes counts before one in the text", hex("7b5d80"), UTF8],
  ["a BOM at the start of the file voids it", "\ufeff{}\n", JSON_ERROR],
  ["a BOM at the start of any line voids the file", "{}\n\ufeff{}\n", JSON_ERROR],
  ["a BOM after white space voids the file", " \ufeff{}\n", JSON_ERROR],
  ["a BOM within a string is a character", '"\ufeff"', ['"\\ufeff"']],
  ["lines end at LF", "1\n2\n", ["1", "2"]],
  ["lines end at CR LF", "1\r\n2\r\n", ["1", "2"]],
  ["lines end at a lone CR", "1\r2\r", ["1", "2"]],
  ["a CR ends a line even within an object", '{"a":\r1}', JSON_ERROR],
  ["lines end nowhere else: NEL", "1\u00852", JSON_ERROR],
  ["lines end nowhere else: LINE SEPARATOR", "1\u20282", JSON_ERROR],
  ["lines end nowhere else: VT, FF, FS", "1\v\f\u001c2", JSON_ERROR],
  ["a row needs no line end", "1\n2", ["1", "2"]],
  ["an empty file has no rows", "", []],
  ["blank lines are skipped", "\n \n1\n\t\u3000\n\r\n2\n\n", ["1", "2"]],
  [
    "all white space of str.strip is taken off",
    "\t\v\f\u001c\u001d\u001e\u001f \u0085\u00a0\u16801\u2000\u200a\u2028\u2029\u202f\u205f\u3000",
    ["1"],
  ],
  ["ZERO WIDTH SPACE is not white space", "\u200b1", JSON_ERROR],
  ["one bad row voids the file, wherever it is", `${"{}\n".repeat(4_999)}{\n{}\n`, JSON_ERROR],
];

const VALUES: readonly Case[] = [
  ["NaN is accepted", "[NaN]", ["[NaN]"]],
  ["Infinity is accepted", "Infinity", ["Infinity"]],
  ["-Infinity is accepted", "-Infinity", ["-Infinity"]],
  ["-NaN is not", "-NaN", JSON_ERROR],
  ["1e400 is Infinity", "[1e400, -1e400]", ["[Infinity, -Infinity]"]],
  ["white space inside JSON is space and tab", '{ \t"a"\t: [ ] }', ['{"a": []}']],
  ["no other white space inside JSON", "[\u00a01]", JSON_ERROR],
  ["no form feed inside JSON", "[\f1]", JSON_ERROR],
  ["control characters in strings are errors", '"a\tb"', JSON_ERROR],
  ["escaped control characters are not", '"\\u0000\\t\\u001f"', ['"\\u0000\\t\\u001f"']],
  [
    "the last of duplicate keys wins",
    '{"a":1,"b":2,"a":{"a":3,"a":4}}',
    ['{"a": {"a": 4}, "b": 2}'],
  ],
  ["keys that are escaped alike are duplicates", '{"a":1,"\\u0061":2}', ['{"a": 2}']],
  [
    "__proto__ is an ordinary key",
    '{"b":0,"__proto__":{"x":1}}',
    ['{"__proto__": {"x": 1}, "b": 0}'],
  ],
  [
    "lone surrogates are kept",
    '"\\ud800\\uDFFF \\udfff\\ud800"',
    ['"\\ud800\\udfff \\udfff\\ud800"'],
  ],
  ["4,300 integer digits are accepted", "1".repeat(4_300), ["1".repeat(4_300)]],
  ["a sign is not a digit", `-${"1".repeat(4_300)}`, [`-${"1".repeat(4_300)}`]],
  ["more than 4,300 integer digits are an error", `[${"1".repeat(4_301)}]`, "ValueError"],
  ["5,000 digits are an error", "7".repeat(5_000), "ValueError"],
  ["digits of a float are not limited", `${"1".repeat(5_000)}.5`, ["Infinity"]],
  ["899 levels are accepted", nest(899), [nest(899)]],
  ["more than 1,500 levels are an error", nest(1_501), "RecursionError"],
  ["a million levels of arrays are an error", "[".repeat(1_000_000), "RecursionError"],
  ["a million levels of objects are an error", '{"a":'.repeat(1_000_000), "RecursionError"],
];

const OUTPUT: readonly Case[] = [
  [
    "separators are a comma or a colon and a blank",
    '{"a":[1,2],"b":{}}',
    ['{"a": [1, 2], "b": {}}'],
  ],
  [
    "keys are sorted",
    '{"b":1,"a":{"d":1,"c":[{"f":1,"e":2}]}}',
    ['{"a": {"c": [{"e": 2, "f": 1}], "d": 1}, "b": 1}'],
  ],
  ["a key sorts before its extensions", '{"ab":1,"a":2,"":3}', ['{"": 3, "a": 2, "ab": 1}']],
  ["upper case sorts before lower case", '{"a":1,"B":2,"_":3}', ['{"B": 2, "_": 3, "a": 1}']],
  [
    "keys are sorted by code point, not by UTF-16 unit",
    '{"😀":1,"\uffff":2,"\ue000":3}',
    ['{"\\ue000": 3, "\\uffff": 2, "\\ud83d\\ude00": 1}'],
  ],
  [
    "a lone surrogate sorts where its code point is",
    '{"😀":1,"\ue000":2,"\\ud83d":3,"\ud7ff":4}',
    ['{"\\ud7ff": 4, "\\ud83d": 3, "\\ue000": 2, "\\ud83d\\ude00": 1}'],
  ],
  [
    "keys are sorted as characters, not as escapes",
    '{"\\n":1,"A":2,"\\"":3,"é":4,"\u007f":5}',
    ['{"\\n": 1, "\\"": 3, "A": 2, "\\u007f": 5, "\\u00e9": 4}'],
  ],
  ["more keys than are sorted by insertion", keys(40, 7), [keys(40, 1)]],
  [
    "everything outside 0x20-0x7E is escaped in lower case",
    '"éÿ€😀\\u00AB"',
    ['"\\u00e9\\u00ff\\u20ac\\ud83d\\ude00\\u00ab"'],
  ],
  ["DEL is escaped too", '"\u007f"', ['"\\u007f"']],
  [
    "the short escapes are used",
    '"\\u0008\\u0009\\u000a\\u000C\\u000d\\u0022\\u005c"',
    ['"\\b\\t\\n\\f\\r\\"\\\\"'],
  ],
  ["a slash is plain", '"\\/\\u002f/"', ['"///"']],
  [
    "integers are verbatim at any size",
    "[12345678901234567890123,-7,0]",
    ["[12345678901234567890123, -7, 0]"],
  ],
  ["-0 is 0", "[-0]", ["[0]"]],
  ["a leading zero is an error", "01", JSON_ERROR],
  ["a fraction needs digits", "1.", JSON_ERROR],
  ["an exponent needs digits", "[1e+]", JSON_ERROR],
  ["a point makes a float", "[1.0,1.50,-0.0]", ["[1.0, 1.5, -0.0]"]],
  ["an e or an E makes a float", "[1e5,1E-5,1e+16,0e1]", ["[100000.0, 1e-05, 1e+16, 0.0]"]],
  ["1, 1.0 and true differ", "1\n1.0\ntrue", ["1", "1.0", "true"]],
  ["there is no Unicode normalisation", '["é","e\u0301"]', ['["\\u00e9", "e\\u0301"]']],
];

const CASES = [...BYTES, ...VALUES, ...OUTPUT];

function nest(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

/** An object of `count` keys, in steps of `step`. */
function keys(count: number, step: number): string {
  const members = Array.from({ length: count }, (_, i) => {
    const key = (i * step) % count;
    return `"k${String(key).padStart(2, "0")}": ${key}`;
  });
  return `{${members.join(", ")}}`;
}

function judge(file: string | Buffer): readonly string[] | string | undefined {
  const result = canonicalRows(Buffer.from(file));
  if (result.status === "valid")
    return result.rows.map((row) => Buffer.from(row).toString("latin1"));
  return result.status === "void" ? result.error.python : "undecidable";
}

function firstRows(file: string, maxRows: number): readonly string[] | undefined {
  return canonicalRows(Buffer.from(file), { maxRows }).rows?.map(String);
}

describe("canonicalRows", () => {
  it.each(CASES)("%s", (_name, file, expected) => {
    expect(judge(file)).toEqual(expected);
  });

  it("finds nesting of 900 to 1,500 levels undecidable", () => {
    expect([900, 1_200, 1_500].map((levels) => judge(nest(levels)))).toEqual(
      Array(3).fill("undecidable"),
    );
    expect(canonicalRows(Buffer.from(`1\n${nest(900)}\n`))).toMatchObject({
      status: "undecidable",
      error: { kind: "nesting", verdict: "undecidable", python: undefined, line: 2, offset: 2 },
    });
  });

  it("finds a file void whatever else in it is undecidable", () => {
    expect(judge(`${nest(1_000)}\n{\n`)).toBe(JSON_ERROR);
    expect(judge(`${nest(1_000)}x\n`)).toBe(JSON_ERROR);
  });

  it("hands out the first rows only, but reads them all", () => {
    expect(firstRows("1\n\n2\n3", 2)).toEqual(["1", "2"]);
    expect(firstRows("1\n2", 0)).toEqual([]);
    expect(firstRows("1\n2", 5)).toEqual(["1", "2"]);
    expect(canonicalRows(Buffer.from("1\n2\nx"), { maxRows: 1 }).status).toBe("void");
  });

  it("rejects a number of rows that is none", () => {
    expect(() => canonicalRows(Buffer.alloc(0), { maxRows: -1 })).toThrow(RangeError);
    expect(() => canonicalRows(Buffer.alloc(0), { maxRows: 1.5 })).toThrow(
      "maxRows must be an integer from 0 to 9007199254740991: got 1.5",
    );
  });

  it("keeps rows that it handed out while it reads on", () => {
    const file = Array.from({ length: 5_000 }, (_, i) => `{"b":${i},"a":"${"x".repeat(i % 50)}"}`);
    const result = canonicalRows(Buffer.from(file.join("\n")));
    expect(result.rows?.map(String)).toEqual(
      file.map((_, i) => `{"a": "${"x".repeat(i % 50)}", "b": ${i}}`),
    );
  });

  it("puts keys in order at every level of a deep row", () => {
    const levels = 800;
    const deep = `${'{"b":'.repeat(levels)}"${"é".repeat(10_000)}"${',"a":0}'.repeat(levels)}`;
    const ordered = `${'{"a": 0, "b": '.repeat(levels)}"${"\\u00e9".repeat(10_000)}"${"}".repeat(levels)}`;
    expect(judge(deep)).toEqual([ordered]);
  });

  const python = findPython();
  it.skipIf(python === undefined)(
    "expects of every case above what this machine's Python says",
    async () => {
      const oracle = await startOracle(python ?? "");
      try {
        const answers = await oracle.ask(CASES.map(([, file]) => Buffer.from(file)));
        expect(answers.map((answer, i) => [CASES[i]?.[0], answer.file])).toEqual(
          CASES.map(([name, , expected]) => [name, expected]),
        );
      } finally {
        oracle.close();
      }
    },
  );
});
