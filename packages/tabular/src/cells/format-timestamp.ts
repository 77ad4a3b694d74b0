const MICROSECONDS = 1_000_000n;
const DAY = 86_400n;
const MOST_PLAIN_YEAR = 9_999n;

/**
 * ISO 8601 in UTC with all six digits of the microseconds, so that times have one shape and sort as text:
 * `2026-11-23T03:17:28.000000Z`. Years beyond 0 to 9999 have a sign and six digits.
 *
 * @param time microseconds since 1970-01-01T00:00Z
 */
export function formatTimestamp(time: bigint): string {
  const [seconds, microseconds] = divide(time, MICROSECONDS);
  const [days, second] = divide(seconds, DAY);
  const [hour, rest] = divide(second, 3_600n);
  const clock = [hour, rest / 60n, rest % 60n].map((part) => pad(part, 2)).join(":");
  return `${formatDay(days)}T${clock}.${pad(microseconds, 6)}Z`;
}

/** The calendar day of a number of days since 1970: civil_from_days of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
function formatDay(days: bigint): string {
  const [era, dayOfEra] = divide(days + 719_468n, 146_097n);
  const yearOfEra =
    (dayOfEra - dayOfEra / 1_460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  // Months from March on, so that the leap day is a year's last.
  const monthFromMarch = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * monthFromMarch + 2n) / 5n + 1n;
  const month = monthFromMarch < 10n ? monthFromMarch + 3n : monthFromMarch - 9n;
  const year = yearOfEra + era * 400n + (month <= 2n ? 1n : 0n);
  return `${formatYear(year)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function formatYear(year: bigint): string {
  if (year >= 0n && year <= MOST_PLAIN_YEAR) return pad(year, 4);
  return year < 0n ? `-${pad(-year, 6)}` : `+${pad(year, 6)}`;
}

/** Rounds down, also below zero. */
function divide(value: bigint, by: bigint): readonly [quotient: bigint, rest: bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

function pad(value: bigint, digits: number): string {
  return String(value).padStart(digits, "0");
}
