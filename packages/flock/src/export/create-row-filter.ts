import type { Conversation } from "@flock-tools/dataset";
import type { RowSelection } from "./row-selection.ts";

/** What a row says, as far as a selection goes by it. */
export type MeasuredRow = Pick<Conversation, "turns" | "characters">;

/**
 * Whether a row says as much as a selection asks for; undefined if it asks for nothing of the kind, so that no row has to
 * be read to know. Pure.
 *
 * @throws RangeError if a bound is not an integer >= 0
 */
export function createRowFilter({
  minTurns,
  minChars,
  maxChars,
}: Pick<RowSelection, "minTurns" | "minChars" | "maxChars">):
  | ((row: MeasuredRow) => boolean)
  | undefined {
  checkCount("minTurns", minTurns);
  checkCount("minChars", minChars);
  checkCount("maxChars", maxChars);
  const bounds = [minTurns, minChars, maxChars];
  if (bounds.every((bound) => bound === undefined)) return undefined;
  const [leastTurns, least, most] = [minTurns ?? 0, minChars ?? 0, maxChars ?? Infinity];
  return ({ turns, characters }) =>
    turns !== undefined &&
    characters !== undefined &&
    turns >= leastTurns &&
    characters >= least &&
    characters <= most;
}

/** @throws RangeError unless `value` is undefined or an integer >= 0 */
export function checkCount(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return;
  throw new RangeError(`${name} must be an integer >= 0: got ${value}`);
}
