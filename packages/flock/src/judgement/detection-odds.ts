import type { RuleSet } from "./rule-set.ts";

export interface DetectionOddsOptions {
  /** Validation steps of a day. */
  readonly steps: number;
  /** Whether only one of the two looks for the other (see `ConvictingPair`). Default false. */
  readonly isOneWay?: boolean;
}

/**
 * How probable it is that one given pair of `miners` uids is compared within so many steps, 0 to 1. A step compares two
 * that are both drawn to be checked if at least one is drawn to be evaluated; that a uid which is in a group already is
 * passed over for the rest of a step is left out, which is of weight only where many share rows.
 *
 * @throws RangeError if `miners` or the steps are not integers >= 0
 */
export function getDetectionOdds(
  { sample }: Pick<RuleSet, "sample">,
  miners: number,
  options: number | DetectionOddsOptions,
): number {
  const { steps, isOneWay = false } = typeof options === "number" ? { steps: options } : options;
  for (const [name, value] of Object.entries({ miners, steps })) {
    if (!Number.isInteger(value) || value < 0)
      throw new RangeError(`${name} must be an integer >= 0: got ${value}`);
  }
  if (miners < 2 || steps === 0) return 0;
  const check = Math.min(sample.check, miners);
  const evaluate = Math.min(sample.evaluate, check);
  if (check < 2) return 0;
  const bothChecked = (check * (check - 1)) / (miners * (miners - 1));
  const neither = ((check - evaluate) * (check - evaluate - 1)) / (check * (check - 1));
  const oneStep = bothChecked * (isOneWay ? evaluate / check : 1 - neither);
  return -Math.expm1(steps * Math.log1p(-oneStep));
}
