import { describe, expect, it } from "vitest";
import type { RowCaps } from "./caps.ts";
import { canonicalRows } from "./canonical-rows.ts";
import { countSimilar } from "./count-similar.ts";
import { indexRowStream, type IndexedRow } from "./index-rows.ts";
import { judgeRows } from "./judge-rows.ts";
import { readRows, type Row } from "./read-rows.ts";
import { describeRowError } from "./row-error.ts";
import { createRowScanner } from "./row-scanner.ts";

const CAP = 30;
const LONG = `line 1, byte 0: what Python prints for it is longer than the cap of ${CAP} bytes`;
/** What is made of a line of which so many bytes are read at once: what is printed, or why not. */
function read(line: string | Buffer, windowBytes: number): string[] {
  const found: string[] = [];
  const scanner = createRowScanner(
    { lineBytes: CAP },
    ({ canonical, error }) =>
      found.push(
        error === undefined
          ? Buffer.from(canonical ?? []).toString("latin1")
          : describeRowError(error),
      ),
    windowBytes,
  );
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; at += 9) scanner.push(bytes.subarray(at, at + 9));
  scanner.finish();
  return found;
}

/** The same, which must not hang on how much is read at once. */
function readAnyhow(line: string | Buffer): string[] {
  expect(Buffer.from(line).length).toBeGreaterThan(CAP);
  const [first = [], ...others] = [1, 2, 3, 7, 31, 100_000].map((bytesAtOnce) =>
    read(line, bytesAtOnce),
  );
  for (const other of others) expect(other).toEqual(first);
  return first;
}

const SPACE = " ".repeat(100);
const TEXT = "x".repeat(100);

describe("a line longer than the cap", () => {
  it.each([
    ["white space around it", `${SPACE}[1]\u3000${SPACE}`, "[1]"],
    ["white space in it", `[${SPACE}1,${SPACE}2]`, "[1, 2]"],
    ["digits of a float", `[0.${"3".repeat(2_000)}]`, "[0.3333333333333333]"],
    ["many digits before the point", `1${"0".repeat(5_000)}.0e-5000`, "1.0"],
    ["digits of an exponent", `[1e${"0".repeat(100)}5]`, "[100000.0]"],
    ["an exponent beyond all", `[-1e${"9".repeat(100)}]`, "[-Infinity]"],
    [
      "a float that only its last digit rounds up",
      `[9007199254740993.${"0".repeat(5_000)}1]`,
      "[9007199254740994.0]",
    ],
    ["zeros that an exponent makes up for", `[0.${"0".repeat(5_000)}1e5001]`, "[1.0]"],
    ["nothing but zeros", `-0.${"0".repeat(5_000)}`, "-0.0"],
    ["an integer of no value", `${SPACE}-0${SPACE}`, "0"],
    ["escapes that are printed shorter", `["${String.raw`\u0041`.repeat(10)}"]`, '["AAAAAAAAAA"]'],
    ["a member that is superseded", `{"a":"${TEXT}","a":1}`, '{"a": 1}'],
    ["one that is superseded by an equal key", `{"a":"${TEXT}","\\u0061":1}`, '{"a": 1}'],
    ["superseded members, level by level", `{"a":{"b":"${TEXT}","b":[]},"a":2}`, '{"a": 2}'],
    ["a superseded object that is not through", `{"a":{"b":"${TEXT}${TEXT}"},"a":2}`, '{"a": 2}'],
    ["a superseded array of many", `{"a":[${"[1],".repeat(99)}{"b":2}],"a":[3]}`, '{"a": [3]}'],
    [
      "thousands of superseded members",
      `{"b":0${',"a":0,"":1'.repeat(5_000)}}`,
      '{"": 1, "a": 0, "b": 0}',
    ],
    ["members out of order", `{"b":1,${SPACE}"a":{"d":2}}`, '{"a": {"d": 2}, "b": 1}'],
    ["a string of the cap", `${SPACE}"${"y".repeat(CAP - 2)}"`, `"${"y".repeat(CAP - 2)}"`],
  ])("is printed if that is short: %s", (_, line, expected) => {
    expect(readAnyhow(line)).toEqual([expected]);
  });

  it.each([
    ["a string", `"${"y".repeat(CAP - 1)}"`],
    ["an array", `[${"1,".repeat(20)}1]`],
    ["an array of arrays", `[[[[[${"1,".repeat(20)}1]]]],[]]`],
    ["a string in an object", `{"a":"${TEXT}"}`],
    ["a key", `{"${TEXT}":1,"${TEXT}":2}`],
    ["many keys", `{${Array.from({ length: 300 }, (__, n) => `"${n}":0`).join(",")}}`],
    ["members that are not superseded", `{"b":[${"1,".repeat(30)}2],"b":"${TEXT}","a":"${TEXT}"}`],
    ["the last of superseding members", `{"a":1,"a":"${TEXT}"}`],
    ["the digits of an integer", `[${"1".repeat(4_300)}]`],
    ["escapes that are printed longer", `["${"é".repeat(20)}"]`],
  ])("is a row if only what is printed is too long: %s", (_, line) => {
    expect(readAnyhow(line)).toEqual([LONG]);
  });

  it.each([
    ["a byte that no text begins with", `${SPACE}x`, "100: Expecting value"],
    ["a byte behind the text", `[]${SPACE}1`, "102: Extra data"],
    ["white space that is none for JSON", `[]${SPACE}\u00a01`, "102: Extra data"],
    ["a comma too many", `["${TEXT}",]`, "104: Expecting value"],
    ["no comma", `["${TEXT}" 1]`, "104: Expecting ',' delimiter"],
    ["no end", `["${TEXT}"${SPACE}`, "103: Expecting ',' delimiter"],
    ["no key", `{"${TEXT}":1,}`, "106: Expecting property name enclosed in double quotes"],
    ["no colon", `{"${TEXT}" 1}`, "104: Expecting ':' delimiter"],
    ["an open string", `["${TEXT}`, "1: Unterminated string starting at"],
    ["an open string, white space", `["${TEXT}\t${SPACE}`, "1: Unterminated string starting at"],
    ["an open escape, white space", `["${TEXT}\\${SPACE}`, "1: Unterminated string starting at"],
    ["an open code, white space", `["${TEXT}\\u00e9${SPACE}`, "103: Invalid \\uXXXX escape"],
    ["a bad code", `["${TEXT}\\u00g9"]`, "103: Invalid \\uXXXX escape"],
    ["an unknown escape", `["${TEXT}\\x"]`, "102: Invalid \\escape"],
    ["a control character", `["${TEXT}\u0001"]`, "102: Invalid control character at"],
    ["a tab in a string", `["${TEXT}\t${SPACE}"]`, "102: Invalid control character at"],
    ["a literal that is none", `[${SPACE}nul]`, "101: Expecting value"],
    ["a zero that leads", `[${SPACE}01]`, "102: Expecting ',' delimiter"],
    ["a point without digits", `[${SPACE}1.]`, "102: Expecting ',' delimiter"],
    ["an e without digits", `[${SPACE}1e+]`, "102: Expecting ',' delimiter"],
    [
      "a byte order mark",
      `${SPACE}\ufeff[1]`,
      "100: Unexpected UTF-8 BOM (decode using utf-8-sig)",
    ],
  ])("voids the file where Python finds a fault: %s", (_, line, fault) => {
    expect(readAnyhow(line)).toEqual([`line 1, byte ${fault} (JSONDecodeError)`]);
  });

  it("voids the file if there are too many digits or levels", () => {
    expect(readAnyhow(`[${SPACE}${"1".repeat(4_301)}]`)).toEqual([
      "line 1, byte 101: Exceeds the limit (4300 digits) for integer string conversion (ValueError)",
    ]);
    expect(readAnyhow(`${SPACE}${"[".repeat(2_000)}`)).toEqual([
      "line 1, byte 1600: nested deeper than 1500 levels (RecursionError)",
    ]);
  });

  it.each([
    ["in the text", Buffer.from([0x5b, 0xff, 0x5d]), 101],
    ["behind a fault", Buffer.concat([Buffer.from("]x".repeat(50)), Buffer.from([0xc0])]), 200],
    ["behind a byte order mark", Buffer.from([0xef, 0xbb, 0xbf, 0x80]), 103],
    ["a cut character", Buffer.from([0x5b, 0xf0, 0x9f, 0x98]), 101],
    ["half of one", Buffer.from([0x22, 0xe2, 0x82, 0x22]), 101],
    ["a surrogate", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 101],
  ])("blames bytes that are not UTF-8 before all else: %s", (_, bytes, at) => {
    expect(readAnyhow(Buffer.concat([Buffer.from(SPACE), bytes]))).toEqual([
      `line 1, byte ${at}: these bytes are not UTF-8 (UnicodeDecodeError)`,
    ]);
  });

  it("leaves open what hangs on the version of Python, and counts levels that are superseded", () => {
    const deep = "[".repeat(900) + "]".repeat(900);
    const why = "nested 901 levels deep: from 900 to 1500 it depends on the version of Python";
    expect(readAnyhow(`{"a":${deep},"a":1}`)).toEqual([`line 1, byte 0: ${why}`]);
  });

  it("is no row if it is blank", () => {
    expect(readAnyhow(`${SPACE}\u3000${SPACE}`)).toEqual([]);
    expect(readAnyhow(`${SPACE}\n1\n${SPACE}\u3000\n2`)).toEqual(["1", "2"]);
  });

  it("does not disturb the lines around it", () => {
    expect(readAnyhow(`{"b":1,"a":2}\n["${TEXT}\n[${SPACE}1]\r\n{"d":1,"c":2}`)).toEqual([
      '{"a": 2, "b": 1}',
      "line 2, byte 15: Unterminated string starting at (JSONDecodeError)",
      "[1]",
      '{"c": 2, "d": 1}',
    ]);
  });
});

describe("what only a little more than is held would tell", () => {
  const LIMITS = { lineBytes: 60 };
  const members = Array.from("abc", (key) => `"${key}":"${"x".repeat(52)}"`).join(",");
  // By the end of what is read at once three times the cap are passed, and one member of four can be kept.
  const line = `{${members},"d":"${"x".repeat(20)}",${" ".repeat(2 ** 16)}"a":0,"b":0,"c":0}`;

  it("is said to be unknown, and leaves the file readable", () => {
    const [row] = readAll(line, LIMITS);
    expect(row).toMatchObject({
      status: "valid",
      canonical: undefined,
      error: { kind: "line-bytes", verdict: "valid", python: undefined },
    });
    expect(row?.error && describeRowError(row.error)).toBe(
      "line 1, byte 0: a line longer than the cap of 60 bytes, of which too much would have to be held to print it",
    );
    expect(judgeRows(readAll(`${line}\n1`, LIMITS)).status).toBe("valid");
    expect(judgeRows(readAll(`${line}\nx`, LIMITS)).status).toBe("void");
  });

  it("may be equal to any row", () => {
    const options = { caps: LIMITS };
    const count = (a: string, b: string): unknown => countSimilar(toBytes(a), toBytes(b), options);
    expect(count(line, "1\n")).toMatchObject({ status: "undecidable", file: "a" });
    expect(count(`${line}\n1\n`, `${line}\n`)).toMatchObject({ status: "undecidable" });
    expect(
      countSimilar(toBytes(`1\n${line}\n`), toBytes("1\n"), { ...options, maxRowsOfA: 1 }),
    ).toEqual({
      status: "counted",
      count: 1,
    });
  });
});

describe("canonicalRows and countSimilar", () => {
  const options = { caps: { lineBytes: CAP } };
  const long = `["${TEXT}"]`;

  it("have no rows of a file with one that is not held, unless it is beyond those asked for", () => {
    const found = canonicalRows(toBytes(`1\n${long}\n2\n`), options);
    expect(found).toMatchObject({ status: "undecidable", rows: undefined });
    expect(found.error && describeRowError(found.error)).toMatch(
      /^line 2, byte 2: what Python prints/,
    );
    expect(canonicalRows(toBytes(`1\n${long}\nx\n`), options)).toMatchObject({
      status: "void",
      error: { line: 3 },
    });
    const { rows } = canonicalRows(toBytes(`1\n${long}\n`), { ...options, maxRows: 1 });
    expect(rows?.map(String)).toEqual(["1"]);
  });

  const wide = `"${"é".repeat(14)}"`;

  it.each([
    { name: "no row that is as long", a: `1\n${long}`, b: "1\n2", expected: { count: 1 } },
    { name: "the same bytes", a: `1\n${long}`, b: `2\n${long}`, expected: { count: 1 } },
    { name: "other bytes", a: long, b: `[ "${TEXT}"]`, expected: { status: "undecidable" } },
    {
      name: "the same bytes and others",
      a: long,
      b: `${long}\n[1,"${TEXT}"]`,
      expected: { status: "undecidable", file: "a" },
    },
    { name: "few bytes that are printed as fewer", a: long, b: wide, expected: { count: 0 } },
    {
      name: "few bytes that are printed as more",
      a: `["${"z".repeat(40)}"]`,
      b: wide,
      expected: { status: "undecidable", file: "a" },
    },
    { name: "the other file's only", a: "1", b: `1\n${long}`, expected: { count: 1 } },
  ])("count what is known: $name", ({ a, b, expected }) => {
    expect(countSimilar(toBytes(a), toBytes(b), options)).toMatchObject(expected);
  });
});

describe("lines of a gigabyte, and of less where that takes longer", () => {
  const MB = 2 ** 20;
  const chunk = (text: string): Buffer => Buffer.from(text.repeat(Math.ceil(MB / text.length)));

  it.each([
    { name: "a string", head: '["', part: "x", tail: '"]', expected: { status: "valid" } },
    { name: "a late fault", head: '["', part: "x", tail: '",]', expected: { status: "void" } },
    { name: "white space", head: "[1,", part: " ", tail: "2]", expected: { canonicalLength: 6 } },
    {
      name: "superseded members",
      head: '{"b":0',
      part: `,"a":"${TEXT}"`,
      tail: "}",
      expected: { status: "valid", canonicalLength: 117 },
    },
    { name: "digits", head: "[0.", part: "7", tail: "]", expected: { canonicalLength: 20 } },
    {
      name: "rows of an array",
      head: "[0",
      part: `,{"b":"${TEXT}","a":[{}]}`,
      tail: "]",
      expected: { status: "valid", canonicalSha256: undefined },
    },
    { name: "levels", head: "", part: "[", tail: "", expected: { status: "void" } },
  ])("are read in little memory: $name", { timeout: 120_000 }, async (line) => {
    const { name, head, tail, expected } = line;
    const part = chunk(line.part);
    const times = name === "a string" ? 1_024 : 18;
    const { rows, most } = await index(stream());
    function* stream(): Generator<Buffer> {
      yield Buffer.from(`1\n${head}`);
      for (let i = 0; i < times; i += 1) yield part;
      yield Buffer.from(`${tail}\n2\n`);
    }
    const length = head.length + part.length * times + tail.length;
    expect(rows).toMatchObject([
      { row: 0, status: "valid" },
      { row: 1, offset: 2, length, ...expected },
      { row: 2, offset: length + 3, status: "valid" },
    ]);
    // Three times the cap, the cap once more for the beginning of the line, and smaller buffers that it grew out of.
    expect(most).toBeLessThan(100e6);
  });
});

/** The rows, and how much was held in buffers while they were read. */
async function index(
  chunks: Iterable<Buffer>,
): Promise<{ readonly rows: readonly IndexedRow[]; readonly most: number }> {
  let most = 0;
  async function* watch(): AsyncGenerator<Buffer> {
    const before = process.memoryUsage().arrayBuffers;
    for (const chunk of chunks) {
      yield chunk;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
  }
  const rows: IndexedRow[] = [];
  for await (const row of indexRowStream(watch())) rows.push(row);
  return { rows, most };
}

function toBytes(text: string): Buffer {
  return Buffer.from(text);
}

function readAll(text: string, caps: RowCaps): readonly Row[] {
  return Array.from(readRows(toBytes(text), { caps }));
}
