import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FAULTS } from "./cases.mjs";

const page = readFileSync(new URL("../../docs/RELIABILITY.md", import.meta.url), "utf8");

it("each fault has a line in the matrix, where what other clients do is kept", () => {
  const lines = page.split("\n").filter((line) => /\.test\.ts` +\|/.test(line));
  const named = new Set(lines.map((line) => line.slice(2).split(" | ")[0]?.trim()));
  expect(FAULTS.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
});

it("no two faults have one name", () => {
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});
