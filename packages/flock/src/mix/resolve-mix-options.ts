import type { MixDedupe, MixSettings, MixValidation } from "./mix.ts";

/** What decides what a mix is, apart from the rows that it is made of. */
export interface MixOptions {
  /** Default `near`. */
  readonly dedupe?: MixDedupe | undefined;
  /**
   * Least Jaccard similarity of twins, for what is dropped and for the split: a decimal in (0, 1], taken exactly. Default
   * "0.8".
   */
  readonly threshold?: string | number | undefined;
  /** Whether the system prompt is part of the text that is compared. Default false. */
  readonly includeSystem?: boolean | undefined;
  /** Rows of one miner at most, drawn by the seed: an integer >= 1. Default: all. */
  readonly quota?: number | undefined;
  /** An integer >= 0. Default 0. */
  readonly seed?: bigint | number | undefined;
  /** Default: a share of 0.1. Nothing is `{ rows: 0 }`. */
  readonly validation?: MixValidation | undefined;
}

const DEDUPES: readonly MixDedupe[] = ["exact", "near", "none"];

/** Fills in the defaults. @throws RangeError for a value that is not what it may be */
export function resolveMixOptions({
  dedupe = "near",
  threshold = "0.8",
  includeSystem = false,
  quota,
  seed = 0,
  validation = { share: 0.1 },
}: MixOptions): MixSettings {
  if (!DEDUPES.includes(dedupe)) {
    throw new RangeError(`dedupe must be one of ${DEDUPES.join(", ")}: got ${dedupe}`);
  }
  if (quota !== undefined && !(Number.isSafeInteger(quota) && quota >= 1)) {
    throw new RangeError(`quota must be an integer >= 1: got ${quota}`);
  }
  if (typeof seed === "number" ? !(Number.isSafeInteger(seed) && seed >= 0) : seed < 0n) {
    throw new RangeError(`seed must be an integer >= 0: got ${seed}`);
  }
  checkValidation(validation);
  return {
    dedupe,
    threshold: String(threshold),
    includeSystem,
    quota,
    seed: String(seed),
    validation,
  };
}

function checkValidation(validation: MixValidation): void {
  if ("share" in validation) {
    const { share } = validation;
    if (share >= 0 && share < 1) return;
    throw new RangeError(`validation.share must be a number >= 0 and < 1: got ${share}`);
  }
  const { rows } = validation;
  if (Number.isSafeInteger(rows) && rows >= 0) return;
  throw new RangeError(`validation.rows must be an integer >= 0: got ${rows}`);
}
