import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stripEnd, stripStart } from "./white-space.ts";

const SPACE =
  "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006" +
  "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const NOT_SPACE =
  "\u0000\u001b!\u0080\u0084\u0086\u009f\u00a1\u167f\u1681\u1fff\u200b\u2027\u202a\u202e";

function strip(bytes: Buffer): string {
  const start = stripStart(bytes, 0, bytes.length);
  return bytes.subarray(start, stripEnd(bytes, start, bytes.length)).toString("latin1");
}

describe("what str.strip takes away", () => {
  it.each(Array.from(SPACE, (c) => [c.charCodeAt(0).toString(16), c]))("U+%s", (_hex, space) => {
    expect(strip(Buffer.from(`${space}a${space}b${space}${space}`))).toBe(
      Buffer.from(`a${space}b`).toString("latin1"),
    );
    expect(strip(Buffer.from(space + space))).toBe("");
  });

  it.each(Array.from(`${NOT_SPACE}\u2030\u205e\u2060\u2fff\u3001\ufeff\u180e`, (c) => [c]))(
    "not %j",
    (character) => {
      const bytes = Buffer.from(character);
      expect(strip(bytes)).toBe(bytes.toString("latin1"));
    },
  );

  it("never makes UTF-8 of bytes that are not", () => {
    const piece = fc.constantFrom(
      "85",
      "a0",
      "c2",
      "e2",
      "80",
      "e28080",
      "e1",
      "e19a80",
      "c2a0",
      "20",
      "e3",
      "f0",
      "61",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(""), "hex");
        const stripped = Buffer.from(strip(bytes), "latin1");
        const isWhole = !bytes.toString("utf8").includes("\ufffd");
        expect(!stripped.toString("utf8").includes("\ufffd")).toBe(isWhole);
        if (!isWhole) return;
        const expected = bytes.toString("utf8").replaceAll(/^[\s\u0085]+|[\s\u0085]+$/g, "");
        expect(stripped.toString("utf8")).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
