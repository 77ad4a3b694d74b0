import { describe, expect, it } from "vitest";
import { formatOdds } from "./format-odds.ts";

const of = (probability: number) => formatOdds({ probability, log10: Math.log10(probability) });

describe("formatOdds", () => {
  it.each([
    [1, "100%"],
    [0.99999, ">99%"],
    [0.4849, "48%"],
    [0.0999, "10%"],
    [0.013, "1.3%"],
    [0.001, "0.1%"],
    [0.00015, "1.5e-4"],
    [9.96e-13, "1.0e-12"],
    [1.6e-12, "1.6e-12"],
  ])("writes %d as %s", (probability, text) => {
    expect(of(probability)).toBe(text);
  });

  it("goes on where a number holds no more", () => {
    expect(formatOdds({ probability: 0, log10: -400.5 })).toBe("3.2e-401");
  });

  it("says 0 only of what cannot be", () => {
    expect(of(0)).toBe("0");
  });
});
