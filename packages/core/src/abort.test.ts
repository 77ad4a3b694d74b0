import { describe, expect, it } from "vitest";
import { delay, raceAbort } from "./abort.ts";

describe("raceAbort", () => {
  it("settles like the promise when nothing aborts", async () => {
    const { signal } = new AbortController();
    await expect(raceAbort(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(raceAbort(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("rejects with the very reason, before and during", async () => {
    const reason = new Error("stop");
    await expect(raceAbort(new Promise(() => {}), AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const pending = raceAbort(new Promise(() => {}), controller.signal);
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
  });

  it("swallows a late rejection of the abandoned promise", async () => {
    const late = Promise.reject(new Error("late"));
    await expect(raceAbort(late, AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
  });
});

describe("delay", () => {
  it("rejects with the very reason", async () => {
    const controller = new AbortController();
    const pending = delay(60_000, { signal: controller.signal });
    const reason = new Error("stop");
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(delay(0)).resolves.toBeUndefined();
  });
});
