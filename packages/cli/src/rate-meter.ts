import type { Clock } from "@flock-tools/core";

export interface RateMeterOptions {
  readonly clock: Clock;
  /** Milliseconds that the rate is taken over; 5,000 unless told. */
  readonly windowMs?: number;
}

export interface RateMeter {
  /** Notes the total so far. */
  record(total: number): void;
  /** Units a second within the window, 0 if the total fell, or undefined until two moments are known. */
  rate(): number | undefined;
}

/** Measures how fast a growing total grew of late. */
export function createRateMeter({ clock, windowMs = 5000 }: RateMeterOptions): RateMeter {
  const samples: { readonly at: number; readonly total: number }[] = [];
  return {
    record: (total) => {
      const at = clock();
      // One sample from before the window stays, so that the rate covers the whole of it.
      while (samples.length > 1 && (samples[1]?.at ?? at) <= at - windowMs) samples.shift();
      samples.push({ at, total });
    },
    rate: () => {
      const first = samples[0];
      const last = samples.at(-1);
      if (first === undefined || last === undefined || last.at <= first.at) return undefined;
      return (Math.max(0, last.total - first.total) * 1000) / (last.at - first.at);
    },
  };
}
