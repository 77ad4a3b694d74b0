import { UsageError } from "@flock-tools/core";
import { quoteInput } from "./quote-input.ts";

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 2 ** 10,
  m: 1e6,
  mb: 1e6,
  mib: 2 ** 20,
  g: 1e9,
  gb: 1e9,
  gib: 2 ** 30,
  t: 1e12,
  tb: 1e12,
  tib: 2 ** 40,
};

/**
 * Bytes, from text like `1500`, `500MB`, `1.5 GB` (powers of 1,000) or `1GiB` (powers of 1,024); the case does not
 * matter and a fraction of a byte is dropped.
 *
 * @throws UsageError unless it is a number with a known unit, from 1 byte to 2^53 - 1
 */
export function parseByteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = UNITS[match?.[2]?.toLowerCase() ?? "none"];
  const bytes = Math.floor(Number(match?.[1]) * (unit ?? Number.NaN));
  if (Number.isSafeInteger(bytes) && bytes >= 1) return bytes;
  throw new UsageError(`must be a size of at least 1 byte: got ${quoteInput(text)}`, {
    next: "write a number of bytes, or a size like 500MB or 1GiB",
  });
}
