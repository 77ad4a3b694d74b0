import { describe, expect, it } from "vitest";
import { getRuleSetAt, RULE_SETS } from "./rule-set.ts";

describe("RULE_SETS", () => {
  it("has the numbers of both sets", () => {
    expect(
      RULE_SETS.map(({ name, rows, threshold, pool, sample }) => ({
        name,
        rows,
        threshold,
        repoId: pool.repoId,
        sample,
      })),
    ).toEqual([
      {
        name: "2025",
        rows: 250,
        threshold: 100,
        repoId: "flock-io/flock-off-s1-character-roleplay",
        sample: { check: 50, evaluate: 10 },
      },
      {
        name: "2026-02",
        rows: 100,
        threshold: 33,
        repoId: "flock-io/flock-off-s1-competition",
        sample: { check: 50, evaluate: 10 },
      },
    ]);
  });

  it("leaves no gap between one set and the next, and the last open", () => {
    for (const [index, { validUntil }] of RULE_SETS.entries()) {
      expect(validUntil).toBe(RULE_SETS[index + 1]?.validFrom);
    }
  });
});

describe("getRuleSetAt", () => {
  it.each([
    ["2025-01-01T00:00:00Z", "2025"],
    ["2026-01-31T23:59:59.999Z", "2025"],
    ["2026-02-01T00:00:00Z", "2026-02"],
    ["2030-01-01T00:00:00Z", "2026-02"],
  ])("at %s is %s", (time, name) => {
    expect(getRuleSetAt(Date.parse(time)).name).toBe(name);
  });

  it.each([Date.parse("2024-12-31T23:59:59Z"), Number.NaN])("knows none at %s", (time) => {
    expect(() => getRuleSetAt(time)).toThrow("no rule set is known for");
  });
});
