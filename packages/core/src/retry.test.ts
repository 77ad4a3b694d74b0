import { describe, expect, it } from "vitest";
import { retry, type RetryOptions, type RetryWait } from "./retry.ts";

interface Run {
  readonly tries: number;
  readonly sleeps: readonly number[];
  readonly waits: readonly RetryWait[];
  readonly outcome: unknown;
}

/** Runs what fails `failures` times, in a time of its own that only the pauses and `costMs` of a try move. */
async function run(
  failures: number,
  { costMs = 0, ...options }: Partial<RetryOptions> & { readonly costMs?: number } = {},
): Promise<Run> {
  let now = 0;
  let tries = 0;
  const sleeps: number[] = [];
  const waits: RetryWait[] = [];
  const outcome: unknown = await retry(
    async (attempt) => {
      tries += 1;
      now += costMs;
      await Promise.resolve();
      if (tries <= failures) throw new Error(`failure ${attempt}`);
      return `success ${attempt}`;
    },
    {
      isRetryable: () => true,
      random: () => 0,
      clock: () => now,
      async sleep(ms) {
        sleeps.push(ms);
        now += ms;
        await Promise.resolve();
      },
      onWait: (wait) => waits.push(wait),
      ...options,
    },
  ).catch((error: unknown) => error);
  return { tries, sleeps, waits, outcome };
}

describe("retry", () => {
  it("does not wait for what succeeds", async () => {
    expect(await run(0)).toEqual({ tries: 1, sleeps: [], waits: [], outcome: "success 1" });
  });

  it("waits twice as long each time, up to the longest pause, and says for what", async () => {
    const policy = { attempts: 7, minDelayMs: 100, maxDelayMs: 1000 };
    const { sleeps, waits, outcome } = await run(6, policy);
    expect(sleeps).toEqual([100, 200, 400, 500, 500, 500]);
    expect(waits[2]).toEqual({
      error: expect.objectContaining({ message: "failure 3" }) as unknown,
      attempt: 3,
      delayMs: 400,
    });
    expect(outcome).toBe("success 7");
  });

  it("spreads every pause by chance, the longest too", async () => {
    const policy = { attempts: 6, minDelayMs: 100, maxDelayMs: 1000, random: () => 0.999_999 };
    expect((await run(5, policy)).sleeps).toEqual([200, 400, 800, 1000, 1000]);
  });

  it("throws the last failure when the attempts are used up", async () => {
    const { tries, sleeps, outcome } = await run(9, { attempts: 3, minDelayMs: 1 });
    expect({ tries, sleeps }).toEqual({ tries: 3, sleeps: [1, 2] });
    expect(outcome).toMatchObject({ message: "failure 3" });
  });

  it("tries a final failure once", async () => {
    const { tries, waits, outcome } = await run(9, { isRetryable: () => false });
    expect({ tries, waits }).toEqual({ tries: 1, waits: [] });
    expect(outcome).toMatchObject({ message: "failure 1" });
  });

  it("waits as long as the answer asks, whatever its own pause is", async () => {
    const asked = [42_000, undefined, 0];
    const { sleeps } = await run(3, {
      minDelayMs: 10,
      getAskedDelayMs: (error) => asked[Number((error as Error).message.at(-1)) - 1],
    });
    expect(sleeps).toEqual([42_000, 20, 10]);
  });

  it("spreads by chance what was asked of many, and comes back no earlier", async () => {
    const { sleeps } = await run(2, {
      minDelayMs: 100,
      random: () => 0.5,
      getAskedDelayMs: () => 2_000,
    });
    expect(sleeps).toEqual([2_050, 2_050]);
  });

  it("does not begin a pause that ends after the time for it", async () => {
    const inTime = await run(9, { costMs: 10, minDelayMs: 100, maxElapsedMs: 321 });
    expect(inTime.sleeps).toEqual([100, 200]);
    expect((await run(9, { costMs: 10, minDelayMs: 100, maxElapsedMs: 320 })).sleeps).toEqual([
      100,
    ]);
    const asked = await run(9, { getAskedDelayMs: () => 3_600_000 });
    expect(asked).toMatchObject({ tries: 1, sleeps: [], outcome: { message: "failure 1" } });
  });

  it("counts neither attempts nor time against what brings the work forward", async () => {
    const steps = [true, true, false, true, false, false];
    const { tries, sleeps, outcome } = await run(99, {
      attempts: 3,
      minDelayMs: 5,
      costMs: 900_000,
      maxElapsedMs: 2_000_000,
      hasProgressed: () => steps.shift() ?? false,
    });
    expect({ tries, sleeps }).toEqual({ tries: 6, sleeps: [5, 5] });
    expect(outcome).toMatchObject({ message: "failure 6" });
  });

  it("ends at once when it is aborted: before a try, in one, and in a pause", async () => {
    const reason = new Error("stop");
    expect(await run(0, { signal: AbortSignal.abort(reason) })).toMatchObject({
      tries: 0,
      outcome: reason,
    });
    for (const moment of ["attempt", "pause"] as const) {
      const controller = new AbortController();
      const { signal } = controller;
      const stopped = retry(
        async () => {
          if (moment === "attempt") controller.abort(reason);
          await Promise.resolve();
          throw new Error("failure");
        },
        {
          signal,
          isRetryable: () => true,
          minDelayMs: 3_600_000,
          maxDelayMs: Infinity,
          maxElapsedMs: Infinity,
          onWait: () => controller.abort(reason),
        },
      );
      await expect(stopped).rejects.toBe(reason);
    }
  });

  it.each([
    [{ attempts: 0 }, "attempts must be an integer >= 1: got 0"],
    [{ attempts: 1.5 }, "attempts must be an integer >= 1: got 1.5"],
    [{ minDelayMs: -1 }, "minDelayMs must be >= 0: got -1"],
    [{ maxDelayMs: Number.NaN }, "maxDelayMs must be >= 0: got NaN"],
    [{ maxElapsedMs: -1 }, "maxElapsedMs must be >= 0: got -1"],
  ])("refuses %j", async (policy, message) => {
    const { tries, outcome } = await run(0, policy);
    expect(outcome).toEqual(new RangeError(message));
    expect(tries).toBe(0);
  });
});
