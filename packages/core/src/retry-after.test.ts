import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-03-01T00:00:00Z");
  const soon = "Sun, 01 Mar 2026 00:01:00 GMT";

  it.each([
    ["120", undefined, 120_000],
    ["0", undefined, 0],
    [" 7 ", undefined, 7000],
    [soon, undefined, 60_000],
    ["Sunday, 01-Mar-26 00:01:00 GMT", undefined, 60_000],
    ["Sun, 01 Mar 2026 00:00:00 GMT", undefined, 0],
    ["Sat, 28 Feb 2026 00:00:00 GMT", undefined, 0],
    [soon, "Sun, 01 Mar 2026 00:00:50 GMT", 10_000],
    [soon, "nonsense", 60_000],
    ["9".repeat(400), undefined, 2_147_483_647],
    ["Fri, 01 Mar 9999 00:00:00 GMT", undefined, 2_147_483_647],
    ["-5", undefined, undefined],
    ["1.5", undefined, undefined],
    ["soon", undefined, undefined],
    ["", undefined, undefined],
    [undefined, undefined, undefined],
  ])("%j with the date %j is %j ms", (retryAfter, date, expected) => {
    expect(parseRetryAfter({ retryAfter, date }, now)).toBe(expected);
  });
});
