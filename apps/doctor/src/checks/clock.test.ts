import { describe, expect, it } from "vitest";
import type { TimeReading } from "../check.ts";
import { type ClockReadings, judgeClock } from "./clock.ts";

const NOW = Date.UTC(2026, 10, 23, 12);

/** Readings of this machine's clock: how far it is ahead of the Hub's, and of the newest block. */
function read(hub: number | undefined, block: number | undefined, isPublic = true): ClockReadings {
  return { hubTime: toReading(hub), blockTime: toReading(block), isPublic };
}

function toReading(ms: number | undefined): TimeReading | undefined {
  return ms === undefined ? undefined : { here: NOW, there: NOW - ms };
}

const MINUTE = 60_000;

interface Case {
  readonly title: string;
  readonly readings: ClockReadings;
  readonly status: "ok" | "warning" | "skipped";
  readonly seen: string;
  readonly next?: RegExp;
}

describe("judgeClock", () => {
  it.each<Case>([
    {
      title: "both agree",
      readings: read(400, 36_000),
      status: "ok",
      seen: "as the Hub's; the newest final block is 36.0 s old",
    },
    {
      title: "a minute off is within what can be told",
      readings: read(-MINUTE, undefined),
      status: "ok",
      seen: "as the Hub's",
    },
    {
      title: "ahead of the Hub's",
      readings: read(MINUTE + 1, 30_000),
      status: "warning",
      seen: "1m 00s ahead of the Hub's",
      next: /^set the clock/,
    },
    {
      title: "behind the Hub's",
      readings: read(-61 * MINUTE, undefined),
      status: "warning",
      seen: "1h 01m behind the Hub's",
      next: /^set the clock/,
    },
    {
      title: "behind a block, without the Hub",
      readings: read(undefined, -5 * MINUTE),
      status: "warning",
      seen: "5m 00s behind the chain's",
      next: /^set the clock/,
    },
    {
      title: "an old block by a clock that is right",
      readings: read(0, 11 * MINUTE),
      status: "warning",
      seen: "the newest final block of the chain's node is 11m 00s old",
      next: /^choose another node/,
    },
    {
      title: "an old block by a clock that nobody vouches for",
      readings: read(undefined, 11 * MINUTE),
      status: "warning",
      seen: "the newest final block of the chain's node is 11m 00s old",
      next: /^set the clock of this machine, or choose another node/,
    },
    {
      title: "a local chain may stand still",
      readings: read(undefined, 1440 * MINUTE, false),
      status: "ok",
      seen: "the newest final block is of 2026-11-22 12:00 UTC",
    },
    {
      title: "or run ahead",
      readings: read(undefined, -1440 * MINUTE, false),
      status: "ok",
      seen: "the newest final block is 24h 00m ahead",
    },
    {
      title: "nobody has told the time",
      readings: read(undefined, undefined),
      status: "skipped",
      seen: "neither the chain nor the Hub has told the time",
    },
  ])("$title", ({ readings, status, seen, next = /^$/ }) => {
    const finding = judgeClock(readings);
    expect([finding.status, finding.seen]).toEqual([status, seen]);
    expect(finding.next ?? "").toMatch(next);
  });
});
