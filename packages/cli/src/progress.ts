import type { Clock } from "@flock-tools/core";
import {
  type ActiveItem,
  drawProgress,
  formatProgress,
  type ProgressState,
} from "./progress-view.ts";
import { createRateMeter } from "./rate-meter.ts";
import type { Terminal } from "./terminal.ts";

export interface CreateProgressOptions {
  readonly terminal: Terminal;
  /** A word for what is counted: `miners`. */
  readonly noun: string;
  readonly quiet?: boolean;
  readonly clock?: Clock;
  /** Calls back every `ms` milliseconds until the function that it returns is called; `setInterval` unless told. */
  readonly every?: (ms: number, callback: () => void) => () => void;
}

/** The sums of a job. */
export interface ProgressTotals {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly bytes: number;
}

/** The picture of a job of many items that move bytes. */
export interface Progress {
  setTotals(totals: ProgressTotals): void;
  /** A transfer is under way. */
  start(id: number, label: string): void;
  advance(
    id: number,
    state: { readonly received: number; readonly size: number | undefined },
  ): void;
  end(id: number): void;
  /** Erases the picture. */
  stop(): void;
}

/** The most often a terminal is redrawn. */
const REDRAW_MS = 100;
/** How often a log gets a line. */
const LINE_MS = 10_000;

/**
 * Draws a bar and a line for each transfer under way on a terminal, ten times a second at most; elsewhere it writes one
 * line every 10 seconds.
 */
export function createProgress({
  terminal,
  noun,
  quiet = false,
  clock = Date.now,
  every = everyInterval,
}: CreateProgressOptions): Progress {
  const active = new Map<number, ActiveItem>();
  const meter = createRateMeter({ clock });
  const startedAt = clock();
  let totals: ProgressTotals = { done: 0, total: 0, failed: 0, bytes: 0 };
  let hasChanged = false;
  const state = (): ProgressState => ({
    ...totals,
    noun,
    rate: meter.rate(),
    elapsedMs: clock() - startedAt,
    active: [...active.values()],
  });
  const redraw = (): void => {
    meter.record(totals.bytes);
    if (!hasChanged && active.size === 0) return;
    hasChanged = false;
    const size = { columns: terminal.columns(), rows: terminal.rows() };
    terminal.setLive(drawProgress(state(), { ...size, paint: terminal.paint }));
  };
  const print = (): void => {
    meter.record(totals.bytes);
    terminal.line(formatProgress(state()));
  };
  meter.record(0);
  const stopTimer = startTimer({ terminal, quiet, every, redraw, print });
  return {
    setTotals: (next) => {
      totals = next;
      hasChanged = true;
    },
    start: (id, label) => {
      active.set(id, { label, received: 0, size: undefined });
    },
    advance: (id, next) => {
      const item = active.get(id);
      if (item !== undefined) active.set(id, { label: item.label, ...next });
    },
    end: (id) => {
      active.delete(id);
    },
    stop: () => {
      stopTimer();
      terminal.setLive([]);
    },
  };
}

interface StartTimerOptions {
  readonly terminal: Terminal;
  readonly quiet: boolean;
  readonly every: (ms: number, callback: () => void) => () => void;
  readonly redraw: () => void;
  readonly print: () => void;
}

function startTimer({ terminal, quiet, every, redraw, print }: StartTimerOptions): () => void {
  if (quiet) return () => {};
  return terminal.canRedraw ? every(REDRAW_MS, redraw) : every(LINE_MS, print);
}

function everyInterval(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms);
  timer.unref();
  return () => clearInterval(timer);
}
