import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { decodeRanges } from "./ranges.ts";
import { ASSIGNED, UNSPACED, WORD } from "./tables.ts";

const generator = fileURLToPath(new URL("../../unicode/generate.mjs", import.meta.url));

function count(table: string): number {
  const ranges = decodeRanges(table);
  let total = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    total += ranges[index + 1]! - ranges[index]!;
  }
  return total;
}

function has(table: string, character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  return decodeRanges(table).filter((bound) => bound <= codePoint).length % 2 === 1;
}

it("is what the generator writes", () => {
  const { status, stderr } = spawnSync(process.execPath, [generator, "--check"], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

it("has as many code points as Unicode 15.1", () => {
  // UnicodeData.txt: 149,813 characters, 137,468 for private use, 65 controls and 2,048 surrogates.
  expect(count(ASSIGNED)).toBe(149_813 + 137_468 + 2048 + 65);
  expect(count(WORD)).toBeGreaterThan(count(UNSPACED));
});

it("tells the characters of scripts without spaces from others", () => {
  for (const character of "\u65E5\u3042\u30A2\u0E01\u0E81\u1780\u1000\u3005") {
    expect(has(UNSPACED, character)).toBe(true);
    expect(has(WORD, character)).toBe(true);
  }
  for (const character of "a_5\u0301\uAC00\u0905\u30FC") {
    expect(has(UNSPACED, character)).toBe(false);
    expect(has(WORD, character)).toBe(true);
  }
  for (const character of " -\u3002\u2019\u200D") expect(has(WORD, character)).toBe(false);
  // Assigned in Unicode 16.0: U+1C89. Never assigned: U+FFFF.
  expect([has(ASSIGNED, "\u1C89"), has(ASSIGNED, "\uFFFF")]).toEqual([false, false]);
});
