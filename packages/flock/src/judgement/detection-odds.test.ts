import { describe, expect, it } from "vitest";
import { createRules } from "../../testing/create-judgement.ts";
import { getDetectionOdds } from "./detection-odds.ts";

const RULES = createRules();

describe("getDetectionOdds", () => {
  it("is 1.36% for two of 256 uids in one step", () => {
    // 50/256 x 49/255, times 1 - 40/50 x 39/49.
    const exact = ((50 * 49) / (256 * 255)) * (1 - (40 * 39) / (50 * 49));
    expect(getDetectionOdds(RULES, 256, 1)).toBeCloseTo(exact, 15);
    expect((100 * getDetectionOdds(RULES, 256, 1)).toFixed(2)).toBe("1.36");
  });

  it("grows with the steps as 1 - (1 - p)^n", () => {
    const once = getDetectionOdds(RULES, 256, 1);
    for (const steps of [2, 10, 100]) {
      expect(getDetectionOdds(RULES, 256, steps)).toBeCloseTo(1 - (1 - once) ** steps, 13);
    }
  });

  it("is smaller where only one of the two looks", () => {
    const exact = ((50 * 49) / (256 * 255)) * (10 / 50);
    expect(getDetectionOdds(RULES, 256, { steps: 1, isOneWay: true })).toBeCloseTo(exact, 15);
  });

  it("is certain if all are drawn, and nothing without a pair, a draw or a step", () => {
    expect(getDetectionOdds(RULES, 10, 1)).toBe(1);
    expect(getDetectionOdds(RULES, 10, 0)).toBe(0);
    expect(getDetectionOdds(RULES, 1, 5)).toBe(0);
    expect(getDetectionOdds({ sample: { check: 1, evaluate: 1 } }, 10, 5)).toBe(0);
    expect(getDetectionOdds({ sample: { check: 50, evaluate: 0 } }, 60, 5)).toBe(0);
  });

  it("rejects what is not a number of steps or miners", () => {
    expect(() => getDetectionOdds(RULES, 2.5, 1)).toThrow(
      "miners must be an integer >= 0: got 2.5",
    );
    expect(() => getDetectionOdds(RULES, 2, -1)).toThrow("steps must be an integer >= 0: got -1");
  });
});
