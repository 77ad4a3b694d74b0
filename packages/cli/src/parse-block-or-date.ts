import { type BlockNumber, UsageError } from "@flock-tools/core";
import { quoteInput } from "./quote-input.ts";

/** A point on the chain, by height or by time. */
export type BlockOrDate =
  | { readonly type: "block"; readonly block: BlockNumber }
  | {
      readonly type: "date";
      /** The first millisecond (since the Unix epoch) of the day, minute or second that was named. */
      readonly from: number;
      /** The last one, inclusive. */
      readonly to: number;
    };

// Block numbers are u32 on chain.
const MAX_BLOCK = 4_294_967_295;
const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?)?\s*(Z|z|[+-]\d\d:?\d\d)?$/;

/**
 * A block number (`5400123`), or an ISO date (`2026-11-01`, `2026-11-01T12:30`, `2026-11-01T12:30:00+02:00`), in UTC
 * unless it says otherwise.
 *
 * @throws UsageError for anything else, a day that the calendar does not have among it
 */
export function parseBlockOrDate(text: string): BlockOrDate {
  if (/^\d+$/.test(text) && Number(text) <= MAX_BLOCK)
    return { type: "block", block: Number(text) };
  const date = parseDate(text);
  if (date !== undefined) return date;
  throw new UsageError(
    `must be a block number up to ${MAX_BLOCK} or a date: got ${quoteInput(text)}`,
    { next: "write a block like 5400123 or a date like 2026-11-01 or 2026-11-01T12:30Z" },
  );
}

function parseDate(text: string): BlockOrDate | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((digits: string | undefined) => Number(digits ?? 0));
  const fields = [year, (month ?? 0) - 1, day, hour, minute, second].map((field) => field ?? 0);
  const local = Date.UTC(...(fields as [number, number, number, number, number, number]));
  if (!isSameDate(new Date(local), fields)) return undefined;
  const from = local - offsetMs(match[7]);
  return { type: "date", from, to: from + precisionMs(match) - 1 };
}

/** Whether the calendar took the fields as they are: `Date` turns 30 February into 2 March. */
function isSameDate(date: Date, fields: readonly number[]): boolean {
  const taken = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return taken.every((field, index) => field === fields[index]);
}

function precisionMs(match: RegExpExecArray): number {
  if (match[4] === undefined) return 86_400_000;
  return match[6] === undefined ? 60_000 : 1000;
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
