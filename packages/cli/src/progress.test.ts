import { describe, expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";
import { createPaint } from "./paint.ts";
import { drawProgress, formatProgress, type ProgressState } from "./progress-view.ts";
import { createProgress } from "./progress.ts";
import { createRateMeter } from "./rate-meter.ts";
import { type Printable, toSafeString } from "./safe-text.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

const state: ProgressState = {
  noun: "miners",
  done: 12,
  total: 48,
  failed: 1,
  bytes: 1_500_000,
  rate: 250_000,
  elapsedMs: 4000,
  active: [
    { label: "uid 7 user/data", received: 50_000, size: 100_000 },
    { label: "uid 8 日本/\u202E", received: 9, size: undefined },
  ],
};
const view = { columns: 80, rows: 24, paint: createPaint(false) };

describe("drawProgress", () => {
  it("has one total bar and one line for each transfer", () => {
    const lines = drawProgress(state, view).map((line) => toSafeString(line));
    expect(lines).toEqual([
      `${"█".repeat(5)}${"░".repeat(15)} 12/48 miners, 1.5 MB, 250.0 kB/s, 11.4 s left, 1 failed`,
      `  ${"█".repeat(6)}${"░".repeat(6)} ${"uid 7 user/data".padEnd(44)} 50.0 kB of 100.0 kB`,
      `  ${"░".repeat(12)} ${"uid 8 日本/\\u{202e}".padEnd(42)} 9 B`,
    ]);
  });

  it.each([10, 20, 40, 59, 60, 80, 200])("fits %i columns", (columns) => {
    const active = [{ label: "l".repeat(300), received: 123_456_789, size: 987_654_321 }];
    const lines = drawProgress({ ...state, active }, { ...view, columns });
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(displayWidth(toSafeString(line))).toBeLessThan(columns);
  });

  it("leaves room for names and numbers on a narrow screen", () => {
    const lines = drawProgress(state, { ...view, columns: 40 }).map((line) => toSafeString(line));
    expect(lines).toEqual([
      `${"█".repeat(2)}${"░".repeat(8)} 12/48 miners, 1.5 MB, 250.0…`,
      `  ${"uid 7 user/data".padEnd(17)} 50.0 kB of 100.0 kB`,
      `  ${"uid 8 日本/\\u{202e}".padEnd(31)} 9 B`,
    ]);
  });

  it("fits the screen's height", () => {
    const active = Array.from({ length: 40 }, (_, uid) => ({
      label: `${uid}`,
      received: 0,
      size: 1,
    }));
    const lines = drawProgress({ ...state, active }, { ...view, rows: 10 });
    expect(lines).toHaveLength(9);
    expect(toSafeString(lines.at(-1)!)).toBe("  and 33 more");
  });

  it("is full when there is nothing to do", () => {
    const [line] = drawProgress({ ...state, done: 0, total: 0, active: [] }, view);
    expect(toSafeString(line!)).toMatch(/^█{20} 0\/0 miners/);
  });
});

it("formatProgress is one plain line", () => {
  expect(formatProgress({ ...state, rate: undefined, active: [], failed: 0 })).toBe(
    "12/48 miners, 1.5 MB, 12.0 s left",
  );
});

it("a rate is never negative, though a download that starts again takes bytes back", () => {
  let now = 0;
  const meter = createRateMeter({ clock: () => now });
  for (const total of [5000, 0]) {
    now += 1000;
    meter.record(total);
  }
  expect(meter.rate()).toBe(0);
});

it("createRateMeter forgets what is older than its window", () => {
  let now = 0;
  const meter = createRateMeter({ clock: () => now, windowMs: 5000 });
  expect(meter.rate()).toBeUndefined();
  for (const [at, total] of [
    [0, 0],
    [1000, 10_000],
    [6000, 10_000],
    [11_000, 10_500],
  ] as const) {
    now = at;
    meter.record(total);
  }
  expect(meter.rate()).toBe(100);
});

describe("createProgress", () => {
  it("redraws ten times a second at most, only what has changed, and erases at the end", () => {
    const { progress, tick, lines, drawn, timers } = start(true);
    expect(timers.map(({ ms }) => ms)).toEqual([100]);
    tick(100);
    expect(drawn).toHaveLength(0);
    progress.setTotals({ done: 0, total: 2, failed: 0, bytes: 0 });
    progress.start(0, "uid 0");
    for (let received = 0; received < 1000; received += 1)
      progress.advance(0, { received, size: 2000 });
    tick(100);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]).toHaveLength(2);
    progress.end(0);
    progress.setTotals({ done: 1, total: 2, failed: 0, bytes: 2000 });
    tick(100);
    tick(100);
    expect(drawn).toHaveLength(2);
    expect(drawn[1]).toHaveLength(1);
    progress.stop();
    expect(drawn.at(-1)).toEqual([]);
    expect(timers[0]?.stopped).toBe(true);
    expect(lines).toEqual([]);
  });

  it("writes a plain line every 10 s where nothing can be redrawn", () => {
    const { progress, tick, lines, timers } = start(false);
    expect(timers.map(({ ms }) => ms)).toEqual([10_000]);
    progress.setTotals({ done: 1, total: 4, failed: 0, bytes: 5000 });
    tick(10_000);
    expect(lines).toEqual(["1/4 miners, 5.0 kB, 500 B/s, 30.0 s left"]);
  });

  it("is silent when it is told to be quiet", () => {
    expect(start(true, true).timers).toEqual([]);
  });
});

function start(canRedraw: boolean, quiet = false) {
  let now = 0;
  const lines: string[] = [];
  const drawn: string[][] = [];
  const timers: { ms: number; callback: () => void; stopped: boolean }[] = [];
  const terminal: Terminal = {
    ...createTerminal({ stdout: { write: () => true }, stderr: { write: () => true }, env: {} }),
    canRedraw,
    line: (text) => void lines.push(toSafeString(text)),
    setLive: (live: readonly Printable[]) =>
      void drawn.push(live.map((line) => toSafeString(line))),
  };
  const progress = createProgress({
    terminal,
    noun: "miners",
    quiet,
    clock: () => now,
    every: (ms, callback) => {
      const timer = { ms, callback, stopped: false };
      timers.push(timer);
      return () => {
        timer.stopped = true;
      };
    },
  });
  const tick = (ms: number): void => {
    now += ms;
    for (const { callback } of timers) callback();
  };
  return { progress, tick, lines, drawn, timers };
}
