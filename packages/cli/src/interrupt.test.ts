import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InterruptError } from "./errors.ts";
import { watchInterrupts } from "./interrupt.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(options: { graceMs?: number | undefined } = {}) {
  const exits: number[] = [];
  const events: string[] = [];
  const host = Object.assign(new EventEmitter(), { exit: (code: number) => void exits.push(code) });
  const interrupts = watchInterrupts({
    host,
    onFirst: (signal) => void events.push(signal),
    onGraceOver: () => void events.push("over"),
    ...options,
  });
  return { host, interrupts, exits, events };
}

describe("watchInterrupts", () => {
  it("aborts at the first signal with a typed reason", () => {
    const { host, interrupts, exits, events } = watch();
    host.emit("SIGINT", "SIGINT");
    expect(interrupts.signal.reason).toBeInstanceOf(InterruptError);
    expect(interrupts.signal.reason).toMatchObject({ signal: "SIGINT" });
    expect([exits, events]).toEqual([[], ["SIGINT"]]);
  });

  it("ends the process at the second, but not at the echo of the first", () => {
    const { host, exits } = watch();
    host.emit("SIGINT", "SIGINT");
    vi.advanceTimersByTime(249);
    host.emit("SIGINT", "SIGINT");
    expect(exits).toEqual([]);
    vi.advanceTimersByTime(1);
    host.emit("SIGINT", "SIGINT");
    expect(exits).toEqual([130]);
  });

  it("ends the process when the work does not stop in time", () => {
    const { host, exits, events } = watch();
    host.emit("SIGTERM", "SIGTERM");
    vi.advanceTimersByTime(799);
    expect(exits).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(exits).toEqual([130]);
    expect(events).toEqual(["SIGTERM", "over"]);
  });

  it("waits for ever where it is told to", () => {
    const { host, exits } = watch({ graceMs: undefined });
    host.emit("SIGINT", "SIGINT");
    vi.advanceTimersByTime(1e9);
    expect(exits).toEqual([]);
    host.emit("SIGINT", "SIGINT");
    expect(exits).toEqual([130]);
  });

  it("listens no more once released", () => {
    const { host, interrupts, exits } = watch();
    host.emit("SIGINT", "SIGINT");
    interrupts.release();
    vi.advanceTimersByTime(10_000);
    expect(exits).toEqual([]);
    expect(host.eventNames()).toEqual([]);
  });
});
