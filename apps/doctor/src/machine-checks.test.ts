import { describe, expect, it } from "vitest";
import type { Area, CheckResult } from "./check.ts";
import { judgeSpace } from "./checks/disk.ts";
import { judgeLimits } from "./checks/limits.ts";
import { judgeNode } from "./checks/node.ts";
import { exitCodeOfResults } from "./exit-code.ts";

describe("judgeNode", () => {
  it.each([
    ["20.19.0", "ok"],
    ["20.19.5", "ok"],
    ["20.20.0", "ok"],
    ["24.0.0", "ok"],
    ["20.18.3", "failed"],
    ["18.20.4", "failed"],
  ])("%s is %s", (version, status) => {
    const { status: judged, seen, next = "" } = judgeNode(version, "linux x64");
    expect([judged, seen]).toEqual([status, `Node.js ${version} on linux x64`]);
    expect(next).toMatch(status === "ok" ? /^$/ : /^install Node.js 20\.19\.0 or newer/);
  });
});

describe("judgeSpace", () => {
  it.each([
    [2 ** 30, "ok", "data is writable, 1.1 GB free"],
    [2 ** 30 - 1, "warning", "data is writable, 1.1 GB free"],
    [50_000_000, "warning", "data is writable, 50.0 MB free"],
    [49_999_999, "failed", "data is writable, 50.0 MB free"],
    [0, "failed", "data is writable, 0 B free"],
  ])("%i bytes are %s", (free, status, seen) => {
    expect(judgeSpace(free, { name: "data", isThere: true })).toMatchObject({ status, seen });
  });
});

describe("judgeLimits", () => {
  const refusals = { chain: 0, hub: 0 };

  it.each([
    [undefined, "ok", "nothing was refused as too many"],
    [
      '"api";r=0;t=200',
      "warning",
      'the Hub allows no more requests for now; the Hub has 0 of "api" left',
    ],
    ["nonsense", "ok", "nothing was refused as too many"],
    [
      '"api";r=499;t=200, "resolvers";t=1;r=3000',
      "ok",
      'nothing was refused as too many; the Hub has 499 of "api", 3,000 of "resolvers" left',
    ],
  ])("reads %j", (hubLimits, status, seen) => {
    const found = { refusals, ...(hubLimits !== undefined && { hubLimits }) };
    expect(judgeLimits(found)).toMatchObject({ status, seen });
  });
});

describe("exitCodeOfResults", () => {
  it.each([
    [fail(), 0],
    [fail("hub"), 6],
    [fail("hub", "chain"), 5],
    [fail("chain", "disk", "hub"), 8],
    [fail("chain", "disk", "machine"), 1],
    [
      [{ area: "chain", status: "warning" } as const, { area: "hub", status: "skipped" } as const],
      0,
    ],
  ])("%j: %i", (results, code) => {
    expect(exitCodeOfResults(results)).toBe(code);
  });
});

function fail(...areas: Area[]): Pick<CheckResult, "area" | "status">[] {
  return areas.map((area) => ({ area, status: "failed" }));
}
