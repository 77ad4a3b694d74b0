import { cpus } from "node:os";
import { findSlope } from "./memory.mjs";

/** Over which the memory's rise is taken, at the most: before that the process grows to its working size. */
const SLOPE_MINUTES = 20;

/** How fast the memory rose in the end, in MB a minute, and over how many minutes that was taken. */
export function findRise(samples, minutes) {
  // Of 30 minutes the last 20; a shorter soak has the same share.
  const window = Math.min(SLOPE_MINUTES, (minutes * 2) / 3);
  return { window, slope: findSlope(samples, window) };
}

/** What the soak came to, as Markdown. */
export function formatSummary({ seed, minutes, totals, samples, faults }) {
  const { window, slope } = findRise(samples, minutes);
  const peak = Math.max(...samples.map(({ mb }) => mb));
  const injected = Object.entries(faults).toSorted(([, a], [, b]) => b - a);
  const rows = [
    ["rounds, each from an empty folder to the last data set", totals.rounds],
    ["runs in the one process", totals.runs],
    ["processes killed at any moment", totals.killed],
    ["faults injected", injected.reduce((sum, [, amount]) => sum + amount, 0)],
    ["files compared", totals.files],
    ["bytes compared", totals.bytes],
    ["lost (another digest than undisturbed)", totals.lost],
    ["corrupt (blobs, copies, catalog)", totals.corrupt],
    ["resident memory, peak", `${peak.toFixed(0)} MB`],
    [`rise over the last ${window} minutes`, `${slope.toFixed(2)} MB a minute`],
  ];
  const date = new Date().toISOString().slice(0, 10);
  const machine = `Node ${process.version}, ${cpus().length} cores of ${cpus()[0]?.model ?? "?"}`;
  return [
    `${minutes} minutes of the finney world with \`--faults ${seed}\`, on ${date} (${machine}):`,
    "",
    ...formatTable(
      ["what", "how much"],
      rows.map(([name, value]) => [name, show(value)]),
    ),
    "",
    ...formatTable(
      ["fault", "times"],
      injected.map(([name, amount]) => [name, show(amount)]),
    ),
    "",
    `Resident memory, minute by minute, in MB: ${listMinutes(samples).join(", ")}.`,
  ].join("\n");
}

function show(value) {
  return typeof value === "number" ? value.toLocaleString("en-US") : value;
}

function listMinutes(samples) {
  const first = new Map();
  for (const { minute, mb } of samples) {
    if (!first.has(Math.floor(minute))) first.set(Math.floor(minute), mb.toFixed(0));
  }
  return [...first.values()];
}

function formatTable(head, rows) {
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => String(row[at]).length)),
  );
  const line = (cells) =>
    `| ${cells.map((cell, at) => String(cell).padEnd(widths[at])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
