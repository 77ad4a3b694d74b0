/** The longest that a timer of Node waits, about 24 days: nobody sits out more. */
const LONGEST_MS = 2 ** 31 - 1;

export interface RetryAfterHeaders {
  /** The value of Retry-After. */
  readonly retryAfter: string | undefined;
  /** The value of Date in the same answer. */
  readonly date?: string | undefined;
}

/**
 * Milliseconds that a Retry-After asks for, from 0 to 2^31 - 1: seconds, or an HTTP date (RFC 9110, 10.2.3); undefined
 * for anything else. A date is compared with the answer's own Date if it has one, so that a wrong local clock does no
 * harm; `now` is milliseconds since the Unix epoch.
 */
export function parseRetryAfter(
  { retryAfter, date }: RetryAfterHeaders,
  now: number,
): number | undefined {
  const value = retryAfter?.trim();
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : subtract(parseHttpDate(value), date, now);
  return ms === undefined ? undefined : Math.min(Math.max(0, ms), LONGEST_MS);
}

function subtract(
  until: number | undefined,
  date: string | undefined,
  now: number,
): number | undefined {
  return until === undefined ? undefined : until - (parseHttpDate(date) ?? now);
}

function parseHttpDate(value: string | undefined): number | undefined {
  const time = /^[A-Z][a-z]{2,8},? /.test(value ?? "") ? Date.parse(value ?? "") : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
