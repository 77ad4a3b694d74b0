import { createHash } from "node:crypto";

const MOST_SHOWN = 100;

/** The value with its long strings replaced by their beginnings and digests: a diff of megabytes takes gigabytes. */
export function shortenCells(value: unknown): unknown {
  if (typeof value === "string" && value.length > MOST_SHOWN) {
    const digest = createHash("sha256").update(value).digest("hex");
    return `${value.slice(0, MOST_SHOWN)}... (${value.length}, ${digest})`;
  }
  if (Array.isArray(value)) return value.map(shortenCells);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, shortenCells(part)]),
  );
}
