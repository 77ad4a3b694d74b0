import { UsageError } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { parseFailOn } from "./parse-fail-on.ts";

describe("parseFailOn", () => {
  it.each([
    ["duplicate", ["duplicate"]],
    ["invalid, duplicate", ["invalid", "duplicate"]],
    ["invalid,invalid", ["invalid"]],
  ])("takes %s", (text, verdicts) => {
    expect(parseFailOn(text)).toEqual(verdicts);
  });

  it.each(["", ",", "duplicate,", "eligible", "no-data"])("refuses %j", (text) => {
    expect(() => parseFailOn(text)).toThrow(UsageError);
  });
});
