import { EXIT_CODES } from "./exit-codes.ts";
import { InterruptError } from "./errors.ts";

/** What is needed of `process` to be interrupted. */
export interface InterruptHost {
  on(event: string, listener: (signal: string) => void): unknown;
  off(event: string, listener: (signal: string) => void): unknown;
  exit(code: number): void;
}

export interface WatchInterruptsOptions {
  readonly host: InterruptHost;
  /** Called once, when the first one comes. */
  readonly onFirst?: (signal: string) => void;
  /** Milliseconds that the work gets to end by itself; then the process ends. 800 unless told; undefined for no end. */
  readonly graceMs?: number | undefined;
  /** Called when that time is over. */
  readonly onGraceOver?: () => void;
  readonly clock?: () => number;
}

export interface Interrupts {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

// npm and pnpm pass on the Ctrl-C that the terminal has sent to their child already: one press, two signals.
const SAME_PRESS_MS = 250;

// A person counts a second as at once; what is left of it goes to the last lines.
const GRACE_MS = 800;

/**
 * Turns Ctrl-C (and SIGTERM and SIGHUP) into an abort signal. The second one ends the process at once, and so does a
 * work that has not ended within the grace period: everything on disk is written so that it can be cut off anywhere.
 */
export function watchInterrupts({
  host,
  onFirst = () => {},
  onGraceOver = () => {},
  clock = Date.now,
  ...rest
}: WatchInterruptsOptions): Interrupts {
  const graceMs = "graceMs" in rest ? rest.graceMs : GRACE_MS;
  const controller = new AbortController();
  let firstAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const kill = (): void => host.exit(EXIT_CODES.interrupted);
  const giveUp = (): void => {
    onGraceOver();
    kill();
  };
  const onSignal = (signal: string): void => {
    if (firstAt !== undefined) {
      if (clock() - firstAt >= SAME_PRESS_MS) kill();
      return;
    }
    firstAt = clock();
    if (graceMs !== undefined) timer = setTimeout(giveUp, graceMs);
    onFirst(signal);
    controller.abort(new InterruptError(signal));
  };
  for (const signal of SIGNALS) host.on(signal, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      for (const signal of SIGNALS) host.off(signal, onSignal);
    },
  };
}
