import { formatCount } from "@flock-tools/cli";

const MOST_PLACES = 3;

/** Places of rows, given from 0, counted from 1 as editors do. */
export function formatPlaces(rows: readonly number[]): string {
  const shown = rows.slice(0, MOST_PLACES).map((row) => formatCount(row + 1));
  return rows.length > MOST_PLACES ? `${shown.join(" ")} ...` : shown.join(" ");
}
