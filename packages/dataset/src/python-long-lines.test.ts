import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.mjs";
import { findPython } from "../fuzz/oracle.mjs";
import { createRowScanner } from "./row-scanner.ts";

const LINES = 50_000;

const python = findPython();

describe.skipIf(python === undefined)(
  "100,000 lines under caps of a few bytes, read in parts, by this machine's Python whole",
  () => {
    it.each([5, 6])("seed %d", { timeout: 300_000 }, async (seed) => {
      const subject = { createRowScanner };
      const tally = await fuzz({ python: python ?? "", seed, lines: LINES, subject });
      expect(tally.mismatches).toEqual([]);
      expect(tally.lines).toBeGreaterThanOrEqual(LINES);
      expect(tally.void).toBeGreaterThan(LINES / 3);
      expect(tally.parts?.printed).toBeGreaterThan(LINES / 5);
      expect(tally.parts?.long).toBeGreaterThan(LINES / 6);
      expect(tally.parts?.unknown).toBeGreaterThan(0);
      // What is not known must be rare, or it would be an excuse.
      expect(tally.parts?.unknown).toBeLessThan(LINES / 500);
    });
  },
);
