import { UsageError } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { parseRuleSet } from "./parse-rule-set.ts";
import { RULE_SETS } from "./rule-set.ts";

const LATEST: object = RULE_SETS.at(-1)!;

describe("parseRuleSet", () => {
  it.each(RULE_SETS)("reads back the set $name from JSON", (set) => {
    expect(parseRuleSet(JSON.parse(JSON.stringify(set)))).toEqual(set);
  });

  it("asks for no windows, end or source", () => {
    const { submissionWindow, validationWindow, source, ...rest } = RULE_SETS.at(-1)!;
    expect([submissionWindow, validationWindow, source]).not.toContain(undefined);
    expect(parseRuleSet(rest)).toMatchObject({ ...rest, source: "a file of rules" });
  });

  it.each([
    [null, "rules must be an object: got null"],
    [[], "rules must be an object: got []"],
    [{ ...LATEST, name: " " }, 'rules.name must be a text: got " "'],
    [{ ...LATEST, algorithm: "x" }, 'rules.algorithm must be "flock-off": got "x"'],
    [
      { ...LATEST, validFrom: "2026-02-30" },
      'rules.validFrom must be a date such as 2026-02-01: got "2026-02-30"',
    ],
    [{ ...LATEST, validFrom: 2026 }, "rules.validFrom must be a date such as 2026-02-01: got 2026"],
    [
      { ...LATEST, validUntil: "2026-02-01" },
      'rules.validUntil must be a date after 2026-02-01: got "2026-02-01"',
    ],
    [{ ...LATEST, pool: "x" }, 'rules.pool must be an object: got "x"'],
    [
      { ...LATEST, pool: { repoId: "x", revision: "main" } },
      'rules.pool.repoId must be namespace/name: got "x"',
    ],
    [{ ...LATEST, pool: { repoId: "a/b" } }, "rules.pool.revision must be a text: got nothing"],
    [{ ...LATEST, rows: 1.5 }, "rules.rows must be an integer >= 0: got 1.5"],
    [{ ...LATEST, threshold: -1 }, "rules.threshold must be an integer >= 0: got -1"],
    [{ ...LATEST, membership: "yes" }, 'rules.membership must be true or false: got "yes"'],
    [{ ...LATEST, pinRule: undefined }, "rules.pinRule must be true or false: got nothing"],
    [
      { ...LATEST, sample: { check: 5, evaluate: 6 } },
      "rules.sample.evaluate must be an integer from 0 to 5, those that are checked: got 6",
    ],
    [
      { ...LATEST, submissionWindow: { from: "24:00", until: "12:30" } },
      'rules.submissionWindow.from must be a time such as 12:30: got "24:00"',
    ],
    [{ ...LATEST, treshold: 3 }, 'rules has a key that no rule goes by: "treshold"'],
    [
      { ...LATEST, sample: { check: 5, evaluate: 1, train: 1 } },
      'rules.sample has a key that no rule goes by: "train"',
    ],
  ])("names what is wrong, case %#", (json, message) => {
    expect(() => parseRuleSet(json)).toThrow(message);
  });

  it("throws usage errors that say what there may be", () => {
    const error = new UsageError('rules.sample has a key that no rule goes by: "train"', {
      next: "It may have check, evaluate.",
    });
    const sample = { check: 5, evaluate: 1, train: 1 };
    expect(() => parseRuleSet({ ...LATEST, sample })).toThrow(error);
  });

  it("shortens what is long", () => {
    expect(() => parseRuleSet("x".repeat(500))).toThrow(
      `rules must be an object: got "${"x".repeat(59)}...`,
    );
  });
});
