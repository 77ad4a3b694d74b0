import { setImmediate } from "node:timers/promises";

/** Lets the event loop run now and then, so that an abort is seen. */
export interface Pace {
  readonly signal: AbortSignal | undefined;
  last: number;
  /** Milliseconds from one rest to the next. */
  turn: number;
}

// An abort is to be seen within 100 ms; a turn of the event loop costs some microseconds.
const MILLISECONDS_A_TURN = 12;

export function createPace(signal: AbortSignal | undefined): Pace {
  return { signal, last: performance.now(), turn: MILLISECONDS_A_TURN };
}

/** Whether it is time to `rest`; asked after every call of the kernel, which takes some milliseconds. */
export function isTired(pace: Pace): boolean {
  return performance.now() - pace.last > pace.turn;
}

/**
 * Gives the event loop a turn.
 *
 * @throws the abort reason
 */
export async function rest(pace: Pace): Promise<void> {
  await setImmediate();
  pace.signal?.throwIfAborted();
  pace.last = performance.now();
}
