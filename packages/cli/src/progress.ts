import type { Clock } from "@flock-tools/core";
import { drawProgress, formatProgress, type ProgressState } from "./progress-view.ts";
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

/** The picture of a job of many items that move bytes. */
export interface Progress {
  setTotal(total: number): void;
  /** An item is under way. */
  start(id: string, label: string): void;
  /** An item has `received` bytes of `size`. */
  advance(id: string, state: { received: number; size: number | undefined }): void;
  finish(id: string, result: "done" | "failed"): void;
  /** Erases the picture. */
  stop(): void;
}

/** The most often a terminal is redrawn. */
const REDRAW_MS = 100;
/** How often a log gets a line. */
const LINE_MS = 10_000;

interface Item {
  readonly label: string;
  received: number;
  size: number | undefined;
}

/** Draws a bar and a line for each item under way on a terminal, ten times a second at most; else one line every 10 s. */
export function createProgress({
  terminal,
  noun,
  quiet = false,
  clock = Date.now,
  every = everyInterval,
}: CreateProgressOptions): Progress {
  const items = new Map<string, Item>();
  const meter = createRateMeter({ clock });
  const startedAt = clock();
  let total = 0;
  let done = 0;
  let failed = 0;
  let bytes = 0;
  let hasChanged = false;
  const state = (): ProgressState => ({
    noun,
    done,
    total,
    failed,
    bytes,
    rate: meter.rate(),
    elapsedMs: clock() - startedAt,
    active: [...items.values()],
  });
  const redraw = (): void => {
    meter.record(bytes);
    if (!hasChanged && items.size === 0) return;
    hasChanged = false;
    const { paint } = terminal;
    const size = { columns: terminal.columns(), rows: terminal.rows() };
    terminal.setLive(drawProgress(state(), { ...size, paint }));
  };
  const print = (): void => {
    meter.record(bytes);
    terminal.line(formatProgress(state()));
  };
  const stopTimer = startTimer({ terminal, quiet, every, redraw, print });
  return {
    setTotal: (count) => {
      total = count;
      hasChanged = true;
    },
    start: (id, label) => {
      items.set(id, { label, received: 0, size: undefined });
    },
    advance: (id, { received, size }) => {
      const item = items.get(id);
      if (item === undefined) return;
      bytes += received - item.received;
      item.received = received;
      item.size = size;
      hasChanged = true;
    },
    finish: (id, result) => {
      items.delete(id);
      done += 1;
      if (result === "failed") failed += 1;
      hasChanged = true;
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
