import { createRandom, type Random } from "../worlds/random.ts";

/** When something goes wrong: a function of the seed, of what is asked for, and of how often it was asked for. */
export interface Schedule {
  /**
   * The chance from which the fault of this request is to be drawn; undefined if nothing goes wrong with it.
   *
   * @param thing what is asked for
   * @param attempt how often it was asked for, counted from 1
   */
  draw(thing: string, attempt: number): DrawnFault | undefined;
}

interface DrawnFault {
  readonly random: Random;
  /** Whether it is the first of those that may come in a row. */
  readonly isFirst: boolean;
}

export interface ScheduleOptions {
  readonly seed: number;
  /** The share of requests that go wrong: from 0 to 1. */
  readonly rate: number;
  /** The most faults in a row for one thing: an integer >= 1. */
  readonly maxInARow: number;
}

/**
 * Creates a schedule without memory. Of each `2 * maxInARow + 1` requests for one thing only the same `maxInARow`, one
 * after the other, may go wrong; where these lie is another matter for each thing. The pause is longer than the run so that
 * of two things that are needed one after the other, such as the two hops to a file, at most twice `maxInARow` tries fail in
 * a row, however both lie. A rate above the share of those is that share.
 */
export function createSchedule({ seed, rate, maxInARow }: ScheduleOptions): Schedule {
  const period = 2 * maxInARow + 1;
  const chance = (rate * period) / maxInARow;
  return {
    draw(thing, attempt) {
      const phase = createRandom(`${seed}/${thing}`).int(period);
      const place = (attempt - 1 + phase) % period;
      if (place >= maxInARow) return undefined;
      const random = createRandom(`${seed}/${thing}/${attempt}`);
      return random.next() < chance ? { random, isFirst: place === 0 } : undefined;
    },
  };
}
