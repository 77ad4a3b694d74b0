import { describe, expect, it } from "vitest";
import { fuzz } from "../fuzz/fuzz.mjs";
import { findPython } from "../fuzz/oracle.mjs";
import { canonicalRows } from "./canonical-rows.ts";
import { readRows } from "./read-rows.ts";

const LINES = 50_000;

const python = findPython();

describe.skipIf(python === undefined)(
  "200,000 lines of four seeds, read by this machine's Python too",
  () => {
    it.each([1, 2, 3, 4])("seed %d", { timeout: 300_000 }, async (seed) => {
      const tally = await fuzz({
        python: python ?? "",
        seed,
        lines: LINES,
        subject: { readRows, canonicalRows },
      });
      expect(tally.mismatches).toEqual([]);
      expect(tally.lines).toBeGreaterThanOrEqual(LINES);
      // Neither kind may be rare, or the comparison says little.
      expect(tally.valid).toBeGreaterThan(LINES / 3);
      expect(tally.void).toBeGreaterThan(LINES / 3);
      expect(tally.undecidable).toBeGreaterThan(0);
    });
  },
);
