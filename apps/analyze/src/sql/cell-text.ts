import type { Cell, ColumnType } from "@flock-tools/tabular";

const decoder = new TextDecoder();

/** A cell as JSON takes it: integers beyond 2^53 and times as strings, messages as objects. */
export function toJsonValue(cell: Cell, type: ColumnType): unknown {
  if (typeof cell === "bigint") return type === "timestamp" ? formatTime(cell) : toInteger(cell);
  if (cell !== null && typeof cell === "object" && "json" in cell) {
    return JSON.parse(decoder.decode(cell.json));
  }
  return cell;
}

/** A cell as a person reads it; hostile. */
export function toText(cell: Cell, type: ColumnType): string {
  const value = toJsonValue(cell, type);
  return typeof value === "string" ? value : formatValue(value);
}

/** As JSON, but for the numbers that JSON has not. */
function formatValue(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function toInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

// What `Date` takes: 100,000,000 days on both sides of 1970.
const MOST_MS = 8.64e15;

/** ISO 8601 in UTC, with the microseconds that there are. */
function formatTime(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const ms = Number((micros - rest) / 1000n);
  if (Math.abs(ms) > MOST_MS) return `${micros} µs`;
  const seconds = new Date(ms).toISOString().slice(0, -5);
  const fraction = rest === 0n ? "" : `.${rest.toString().padStart(6, "0").replace(/0+$/, "")}`;
  return `${seconds}${fraction}Z`;
}
