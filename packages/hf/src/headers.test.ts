import { expect, it } from "vitest";
import {
  getHeader,
  parseContentHash,
  parseContentRange,
  parsePolicyWindow,
  parseRateLimits,
  parseSize,
  parseStrongValidator,
} from "./headers.ts";

const SHA1 = "0123456789abcdef0123456789abcdef01234567";
const SHA256 = SHA1 + SHA1.slice(0, 24);

it("getHeader takes the first of several values", () => {
  expect(getHeader({ a: "1", b: ["2", "3"] }, "a")).toBe("1");
  expect(getHeader({ a: "1", b: ["2", "3"] }, "b")).toBe("2");
  expect(getHeader({}, "a")).toBeUndefined();
});

it.each([
  ["0", 0],
  ["150000", 150_000],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ["9007199254740992", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  [" 1", undefined],
  ["", undefined],
  [undefined, undefined],
])("parseSize(%j) is %j", (value, size) => {
  expect(parseSize(value)).toBe(size);
});

it.each([
  [`"${SHA1}"`, { kind: "git-sha1", hex: SHA1 }],
  [SHA1, { kind: "git-sha1", hex: SHA1 }],
  [`W/"${SHA1}"`, { kind: "git-sha1", hex: SHA1 }],
  [`"${SHA256}"`, { kind: "sha256", hex: SHA256 }],
  [SHA256.toUpperCase(), { kind: "sha256", hex: SHA256 }],
  [`"${SHA1}-1"`, undefined],
  [`"${SHA1}`, undefined],
  [`${SHA1}\n`, undefined],
  ['""', undefined],
  [undefined, undefined],
])("parseContentHash(%j) is %j", (value, hash) => {
  expect(parseContentHash(value)).toEqual(hash);
});

it.each([
  ['"x"', '"x"'],
  ['""', '""'],
  ['W/"x"', undefined],
  ["x", undefined],
  ['"x"y"', undefined],
  ['"x\r\ny"', undefined],
  [undefined, undefined],
])("parseStrongValidator(%j) is %j", (value, validator) => {
  expect(parseStrongValidator(value)).toBe(validator);
});

it.each([
  ["bytes 5-9/10", { start: 5, end: 9, total: 10 }],
  ["bytes 0-0/1", { start: 0, end: 0, total: 1 }],
  ["bytes 5-9/*", { start: 5, end: 9, total: undefined }],
  ["bytes 9-5/10", undefined],
  ["bytes 5-10/10", undefined],
  ["bytes */10", undefined],
  ["items 5-9/10", undefined],
  ["bytes 5-9/10, bytes 0-1/10", undefined],
  [undefined, undefined],
])("parseContentRange(%j) is %j", (value, range) => {
  expect(parseContentRange(value)).toEqual(range);
});

it.each([
  ['"resolvers";r=2999;t=200', [{ policy: "resolvers", remaining: 2999, resetMs: 200_000 }]],
  ['"api"; t=5; r=0', [{ policy: "api", remaining: 0, resetMs: 5000 }]],
  ['"api";r=0', [{ policy: "api", remaining: 0, resetMs: undefined }]],
  [
    '"api";r=1;t=2, "pages";r=0;t=3',
    [
      { policy: "api", remaining: 1, resetMs: 2000 },
      { policy: "pages", remaining: 0, resetMs: 3000 },
    ],
  ],
  ['"api";t=5', []],
  ["limit=10, remaining=0", []],
  ["", []],
  [undefined, []],
])("parseRateLimits(%j) is %j", (value, limits) => {
  expect(parseRateLimits(value)).toEqual(limits);
});

it.each([
  ['"fixed window";"resolvers";q=3000;w=300', 300_000],
  ['"a";q=1;w=10, "b";q=1;w=20', 20_000],
  ['"a";q=1', undefined],
  [undefined, undefined],
])("parsePolicyWindow(%j) is %j", (value, window) => {
  expect(parsePolicyWindow(value)).toBe(window);
});
