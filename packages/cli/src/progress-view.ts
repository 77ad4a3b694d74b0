import { fitWidth, padWidth } from "./display-width.ts";
import { safe, type SafeText, trustText } from "./safe-text.ts";
import type { Paint } from "./paint.ts";
import { sanitise } from "./sanitise.ts";
import { formatBytes, formatCount, formatDuration } from "./units.ts";

/** Everything that the picture of a running job is drawn from. */
export interface ProgressState {
  /** A word for the whole: `miners`. */
  readonly noun: string;
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly bytes: number;
  /** Bytes a second of late, or undefined if nothing has come yet. */
  readonly rate: number | undefined;
  readonly elapsedMs: number;
  readonly active: readonly ActiveItem[];
}

export interface ActiveItem {
  readonly label: string;
  readonly received: number;
  readonly size: number | undefined;
}

export interface ProgressViewOptions {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const BAR_WIDTH = 20;
const ITEM_BAR_WIDTH = 12;
/** Below it a transfer has no bar of its own: its name says more. */
const MIN_COLUMNS_FOR_ITEM_BARS = 60;
const MAX_ACTIVE_LINES = 16;

/** The live lines: the total bar with rate and time left, then one line for each item under way. */
export function drawProgress(
  state: ProgressState,
  { columns, rows, paint }: ProgressViewOptions,
): SafeText[] {
  // One cell is left free: some terminals wrap when the last one is written.
  const width = columns - 1;
  const barWidth = Math.min(BAR_WIDTH, Math.floor(columns / 4));
  const head = ` ${fitWidth(describeTotal(state), width - barWidth - 1)}`;
  const total = safe`${paint.green(bar(fractionDone(state), barWidth))}${head}`;
  const room = Math.max(1, Math.min(MAX_ACTIVE_LINES, rows - 3));
  const shown = state.active.slice(0, room).map((item) => drawItem(item, width, paint));
  const hidden = state.active.length - shown.length;
  return [total, ...shown, ...(hidden > 0 ? [paint.dim(`  and ${hidden} more`)] : [])];
}

/** One plain line, for a log. */
export function formatProgress(state: ProgressState): string {
  return describeTotal(state);
}

function describeTotal(state: ProgressState): string {
  const { done, total, noun, failed, bytes, rate } = state;
  const left = timeLeft(state);
  return [
    `${formatCount(done)}/${formatCount(total)} ${noun}`,
    formatBytes(bytes),
    ...(rate === undefined ? [] : [`${formatBytes(rate)}/s`]),
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
  ].join(", ");
}

/** Items done, and the parts of those under way whose size is known, as a fraction of all; 1 if there are none. */
function fractionDone({ done, total, active }: ProgressState): number {
  if (total === 0) return 1;
  const parts = active.reduce(
    (sum, { received, size }) => sum + (size === undefined || size === 0 ? 0 : received / size),
    0,
  );
  return Math.min(1, (done + parts) / total);
}

/** Milliseconds until the end at the pace so far; unknown in the first second and when nothing is done. */
function timeLeft(state: ProgressState): number | undefined {
  const fraction = fractionDone(state);
  if (fraction === 0 || fraction === 1 || state.elapsedMs < 1000) return undefined;
  return (state.elapsedMs * (1 - fraction)) / fraction;
}

function drawItem({ label, received, size }: ActiveItem, width: number, paint: Paint): SafeText {
  const amount =
    size === undefined ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(size)}`;
  const fraction = size === undefined || size === 0 ? 0 : received / size;
  const drawn = width < MIN_COLUMNS_FOR_ITEM_BARS - 1 ? "" : `${bar(fraction, ITEM_BAR_WIDTH)} `;
  const space = width - drawn.length - 2;
  const room = Math.max(1, space - amount.length - 1);
  const name = padWidth(fitWidth(sanitise(label), room), Math.min(room, 44));
  return safe`  ${paint.dim(drawn)}${trustText(fitWidth(`${name} ${amount}`, space))}`;
}

function bar(fraction: number, width: number): string {
  const full = Math.floor(Math.min(1, Math.max(0, fraction)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}
