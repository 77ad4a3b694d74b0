import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RowCaps } from "./caps.ts";
import { judgeRows } from "./judge-rows.ts";
import { readRows } from "./read-rows.ts";
import { describeRowError } from "./row-error.ts";

function read(file: string | Buffer, caps: RowCaps = {}): unknown[] {
  return Array.from(readRows(Buffer.from(file), { caps }), (row) => [
    row.status,
    row.canonical === undefined ? undefined : Buffer.from(row.canonical).toString("latin1"),
    row.error && describeRowError(row.error),
  ]);
}

function errorOf(file: string | Buffer, caps: RowCaps = {}): string | undefined {
  const { error } = judgeRows(readRows(Buffer.from(file), { caps }));
  return error && describeRowError(error);
}

describe("readRows", () => {
  it("goes on after a bad row and says where each row is", () => {
    const rows = Array.from(readRows(Buffer.from('{"b":1,"a":2}\n\n x \r\n[1]\r"é')), (row) => ({
      ...row,
      canonical: row.canonical && String(row.canonical),
      error: row.error?.offset,
    }));
    expect(rows).toEqual([
      {
        row: 0,
        line: 1,
        offset: 0,
        length: 13,
        status: "valid",
        canonical: '{"a": 2, "b": 1}',
        error: undefined,
      },
      { row: 1, line: 3, offset: 15, length: 3, status: "void", canonical: undefined, error: 16 },
      {
        row: 2,
        line: 4,
        offset: 20,
        length: 3,
        status: "valid",
        canonical: "[1]",
        error: undefined,
      },
      { row: 3, line: 5, offset: 24, length: 3, status: "void", canonical: undefined, error: 24 },
    ]);
  });

  it.each([
    ["{", "line 1, byte 1: Expecting property name enclosed in double quotes (JSONDecodeError)"],
    [
      "{'a':1}",
      "line 1, byte 1: Expecting property name enclosed in double quotes (JSONDecodeError)",
    ],
    [
      '{"a":1,}',
      "line 1, byte 7: Expecting property name enclosed in double quotes (JSONDecodeError)",
    ],
    ['{"a" 1}', "line 1, byte 5: Expecting ':' delimiter (JSONDecodeError)"],
    ['{"a":1 "b"', "line 1, byte 7: Expecting ',' delimiter (JSONDecodeError)"],
    ["[1,]", "line 1, byte 3: Expecting value (JSONDecodeError)"],
    ["[1 2]", "line 1, byte 3: Expecting ',' delimiter (JSONDecodeError)"],
    ["  nul", "line 1, byte 2: Expecting value (JSONDecodeError)"],
    ["1 2", "line 1, byte 2: Extra data (JSONDecodeError)"],
    ['["abc', "line 1, byte 1: Unterminated string starting at (JSONDecodeError)"],
    ['"a\u0001"', "line 1, byte 2: Invalid control character at (JSONDecodeError)"],
    ['"\\x"', "line 1, byte 1: Invalid \\escape (JSONDecodeError)"],
    ['"\\u12g4"', "line 1, byte 2: Invalid \\uXXXX escape (JSONDecodeError)"],
    ['"\\ud83d\\u12"', "line 1, byte 8: Invalid \\uXXXX escape (JSONDecodeError)"],
    [
      "\u3000\ufeff1",
      "line 1, byte 3: Unexpected UTF-8 BOM (decode using utf-8-sig) (JSONDecodeError)",
    ],
    [
      Buffer.from("220a2222ff", "hex"),
      "line 1, byte 0: Unterminated string starting at (JSONDecodeError)",
    ],
    [
      Buffer.from("31310a2222ff", "hex"),
      "line 2, byte 5: these bytes are not UTF-8 (UnicodeDecodeError)",
    ],
    [
      "9".repeat(5_000),
      "line 1, byte 0: Exceeds the limit (4300 digits) for integer string conversion (ValueError)",
    ],
    ["[".repeat(1_000_000), "line 1, byte 1500: nested deeper than 1500 levels (RecursionError)"],
  ])("names the fault of %.30j as Python does", (file, expected) => {
    expect(errorOf(file)).toBe(expected);
  });

  it.each([
    [
      "gzip",
      gzipSync('{"a":1}\n'),
      "line 1, byte 1: these bytes are not UTF-8 (UnicodeDecodeError)",
    ],
    [
      "UTF-16",
      Buffer.from('\ufeff{"a":1}\n', "utf16le"),
      "line 1, byte 0: these bytes are not UTF-8 (UnicodeDecodeError)",
    ],
    [
      "UTF-16 without a BOM",
      Buffer.from('{"a":1}\n', "utf16le"),
      "line 1, byte 1: Expecting property name enclosed in double quotes (JSONDecodeError)",
    ],
    [
      "an LFS pointer",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
      "line 1, byte 0: Expecting value (JSONDecodeError)",
    ],
    ["NUL bytes", Buffer.alloc(1_000), "line 1, byte 0: Expecting value (JSONDecodeError)"],
    [
      "a BOM",
      '\ufeff{"a":1}\n',
      "line 1, byte 0: Unexpected UTF-8 BOM (decode using utf-8-sig) (JSONDecodeError)",
    ],
    [
      "one bad line",
      `${"{}\n".repeat(5_000)}{]\n`,
      "line 5001, byte 15001: Expecting property name enclosed in double quotes (JSONDecodeError)",
    ],
  ])("says what is wrong with %s", (_name, file, expected) => {
    expect(errorOf(file)).toBe(expected);
  });

  it("names the first row that voids the file, else the first that is in doubt", () => {
    const deep = "[".repeat(900) + "]".repeat(900);
    expect(errorOf(`1\n${deep}\n${deep}`)).toContain("line 2, byte 2: nested");
    expect(errorOf(`${deep}\n{\n[`)).toContain("line 2, byte 1802: Expecting property name");
  });

  it("finds random bytes void", () => {
    expect(judgeRows(readRows(randomBytes(100_000))).status).toBe("void");
  });

  it("has what a Python prints that nests deeper, and says that others do not", () => {
    const text = '{"b":0,"a":'.repeat(900) + "0" + "}".repeat(900);
    const printed = '{"a": '.repeat(900) + "0" + ', "b": 0}'.repeat(900);
    expect(read(text)).toEqual([
      [
        "undecidable",
        printed,
        "line 1, byte 0: nested 900 levels deep: from 900 to 1500 it depends on the version of Python",
      ],
    ]);
  });
});

describe("caps", () => {
  it("does not print a line of which that would be longer than the cap", () => {
    const why = "line 1, byte 0: what Python prints for it is longer than the cap of 30 bytes";
    expect(read(`"${"x".repeat(38)}"\n1\n`, { lineBytes: 30 })).toEqual([
      ["valid", undefined, why],
      ["valid", "1", undefined],
    ]);
    expect(errorOf(`"${"x".repeat(38)}"`, { lineBytes: 30 })).toBeUndefined();
    expect(read(`"${"x".repeat(38)}"`, { lineBytes: 40 })).toEqual([
      ["valid", `"${"x".repeat(38)}"`, undefined],
    ]);
  });

  it("skips an overlong line that is blank", () => {
    expect(read(`${" ".repeat(50)}${"\u3000".repeat(50)}\n1`, { lineBytes: 30 })).toEqual([
      ["valid", "1", undefined],
    ]);
  });

  it("follows no more levels than the cap", () => {
    expect(errorOf("[[1]]", { depth: 2 })).toBeUndefined();
    expect(read("[[[1]]]", { depth: 2 })).toEqual([
      ["undecidable", undefined, "line 1, byte 2: nested deeper than the cap of 2 levels"],
    ]);
  });

  it("ends after the cap of rows", () => {
    expect(read("1\n2\n", { rows: 2 })).toHaveLength(2);
    expect(read("1\n2\n3\nx\n", { rows: 2 })).toEqual([
      ["valid", "1", undefined],
      ["valid", "2", undefined],
      ["undecidable", undefined, "line 3, byte 4: more rows than the cap of 2"],
    ]);
    expect(
      Array.from(readRows(Buffer.from("1\n".repeat(200_000)), { caps: { rows: 0 } })),
    ).toHaveLength(1);
  });

  it.each([
    [{ lineBytes: 0 }, "caps.lineBytes must be an integer from 1 to 134217728: got 0"],
    [
      { lineBytes: 2 ** 27 + 1 },
      "caps.lineBytes must be an integer from 1 to 134217728: got 134217729",
    ],
    [{ depth: 1_501 }, "caps.depth must be an integer from 1 to 1500: got 1501"],
    [{ rows: -1 }, "caps.rows must be an integer from 0 to 9007199254740991: got -1"],
  ])("rejects %j", (caps, message) => {
    expect(() => read("1", caps)).toThrow(new RangeError(message));
  });
});
