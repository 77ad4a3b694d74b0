import * as fc from "fast-check";
import { expect, it } from "vitest";
import { escapeJson } from "./escape-json.ts";

it("keeps the value and leaves no character that a terminal could obey", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = escapeJson(JSON.stringify({ text }, null, 2));
      expect(JSON.parse(json)).toEqual({ text });
      expect(json.replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u,
      );
    }),
    { numRuns: 1000 },
  );
  expect(escapeJson('"\u202E\u{E0041}\u009B"')).toBe('"\\u202e\\udb40\\udc41\\u009b"');
});
