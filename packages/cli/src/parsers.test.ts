import { UsageError } from "@flock-tools/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAddressList } from "./parse-address-list.ts";
import { parseBlockOrDate } from "./parse-block-or-date.ts";
import { parseByteSize } from "./parse-byte-size.ts";
import { parseChoice } from "./parse-choice.ts";
import { parseInteger } from "./parse-integer.ts";
import { parsePath } from "./parse-path.ts";
import { parseUidList } from "./parse-uid-list.ts";

describe("parseUidList", () => {
  it.each([
    ["0", [0]],
    ["0,5,10-13", [0, 5, 10, 11, 12, 13]],
    [" 3 , 1 - 2 ", [1, 2, 3]],
    ["5-5,5,4-6", [4, 5, 6]],
    ["65535", [65_535]],
  ])("%j", (text, uids) => {
    expect(parseUidList(text)).toEqual(uids);
  });

  it.each([
    ["20-10", "a range of uids must go up: got 20-10", "write 10-20"],
    ["abc", "a uid must be a number from 0 to 65535 or a range like 10-20: got abc", /^write uids/],
    ["1,,2", "a uid must be a number from 0 to 65535 or a range like 10-20: got nothing", /^write/],
    ["", "a uid must be a number from 0 to 65535 or a range like 10-20: got nothing", /^write/],
    ["-5", "a uid must be a number from 0 to 65535 or a range like 10-20: got -5", /^write/],
    ["1-2-3", "a uid must be a number from 0 to 65535 or a range like 10-20: got 1-2-3", /^write/],
    ["1.5", "a uid must be a number from 0 to 65535 or a range like 10-20: got 1.5", /^write/],
    ["70000", "a uid must be at most 65535: got 70000", /^write/],
    ["0-99999999999999999999", "a uid must be at most 65535: got 99999999999999999999", /^write/],
    // As it is: whoever prints a message escapes it.
    [
      "\u001B[2J",
      "a uid must be a number from 0 to 65535 or a range like 10-20: got \u001B[2J",
      /^write/,
    ],
  ])("refuses %j", (text, message, next) => {
    const error = thrownBy(() => parseUidList(text));
    expect(error.message).toMatch(message);
    expect(error.next).toMatch(next);
  });

  it("reads back any set of ranges", () => {
    const range = fc.tuple(fc.nat(65_000), fc.nat(30));
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (ranges) => {
        const text = ranges.map(([first, more]) => `${first}-${first + more}`).join(",");
        const expected = new Set(
          ranges.flatMap(([first, more]) => Array.from({ length: more + 1 }, (_, i) => first + i)),
        );
        expect(parseUidList(text)).toEqual([...expected].toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("parseBlockOrDate", () => {
  const day = Date.UTC(2026, 10, 1);
  it.each([
    ["5400123", { type: "block", block: 5_400_123 }],
    ["0", { type: "block", block: 0 }],
    ["2026-11-01", { type: "date", from: day, to: day + 86_399_999 }],
    ["2026-11-01Z", { type: "date", from: day, to: day + 86_399_999 }],
    ["2026-11-01T12:30", { type: "date", from: day + 45_000_000, to: day + 45_059_999 }],
    ["2026-11-01 12:30:05Z", { type: "date", from: day + 45_005_000, to: day + 45_005_999 }],
    ["2026-11-01T12:30:05+02:00", { type: "date", from: day + 37_805_000, to: day + 37_805_999 }],
    ["2026-11-01T12:30:05-0130", { type: "date", from: day + 50_405_000, to: day + 50_405_999 }],
  ])("%j", (text, expected) => {
    expect(parseBlockOrDate(text)).toEqual(expected);
  });

  it.each([
    "",
    "yesterday",
    "2026-02-30",
    "2026-13-01",
    "2026-11-01T25:00",
    "4294967296",
    "-1",
    "1e5",
  ])("refuses %j", (text) => {
    const error = thrownBy(() => parseBlockOrDate(text));
    expect(error.message).toBe(
      `must be a block number up to 4294967295 or a date: got ${text || "nothing"}`,
    );
    expect(error.next).toContain("2026-11-01");
  });
});

describe("parseByteSize", () => {
  it.each([
    ["1500", 1500],
    ["500MB", 500_000_000],
    ["500 mb", 500_000_000],
    ["1GiB", 1_073_741_824],
    ["1.5k", 1500],
    ["0.5KiB", 512],
    ["2T", 2e12],
    ["7b", 7],
  ])("%j", (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(["", "0", "0.1", "MB", "-5MB", "5 XB", "1,5MB", "99999TB", "Infinity", "5none"])(
    "refuses %j",
    (text) => {
      expect(thrownBy(() => parseByteSize(text)).message).toBe(
        `must be a size of at least 1 byte: got ${text || "nothing"}`,
      );
    },
  );
});

describe("parseAddressList", () => {
  const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
  const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

  it("takes addresses once each, in their order", () => {
    expect(parseAddressList(`${bob}, ${alice},${bob}`)).toEqual([bob, alice]);
  });

  it.each(["", "5Grw", `${alice}0`, alice.replace("G", "0"), `1${alice.slice(1)}`, `${alice},`])(
    "refuses %j",
    (text) => {
      expect(thrownBy(() => parseAddressList(text)).message).toMatch(/^must be an SS58 address/);
    },
  );
});

it("parseInteger keeps within its bounds", () => {
  const parse = parseInteger({ min: 1, max: 256 });
  expect([parse("1"), parse("256")]).toEqual([1, 256]);
  for (const text of ["0", "257", "1.5", "abc", "1e2", "-1", " 1", ""]) {
    expect(thrownBy(() => parse(text)).message).toBe(
      `must be an integer from 1 to 256: got ${text || "nothing"}`,
    );
  }
});

it("parseChoice names the choices", () => {
  const parse = parseChoice(["text", "json"]);
  expect(parse("json")).toBe("json");
  expect(thrownBy(() => parse("yaml")).message).toBe("must be one of text, json: got yaml");
});

it("parsePath refuses what no file system takes", () => {
  expect(parsePath("./a b")).toBe("./a b");
  expect(thrownBy(() => parsePath("")).message).toBe("must be a path: got nothing");
  expect(thrownBy(() => parsePath("a\0b")).message).toMatch(/NUL/);
});

function thrownBy(run: () => unknown): UsageError {
  try {
    run();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
