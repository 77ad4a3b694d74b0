/** What a reader holds at most, whatever a file declares. */
export interface TabularCaps {
  /** Bytes that DuckDB may take; 2 ** 26 to 2 ** 40. Default 512 MiB: it holds 2,048 rows of the column at a time. */
  readonly memoryBytes?: number;
  /** Bytes of one text; a longer one counts as an error and is left out. 1 to 2 ** 30. Default 16,000,000. */
  readonly textBytes?: number;
}

/** @throws RangeError if a cap is not an integer within its limits */
export function resolveCaps({
  memoryBytes = 2 ** 29,
  textBytes = 16_000_000,
}: TabularCaps = {}): Required<TabularCaps> {
  checkInteger("caps.memoryBytes", memoryBytes, [2 ** 26, 2 ** 40]);
  checkInteger("caps.textBytes", textBytes, [1, 2 ** 30]);
  return { memoryBytes, textBytes };
}

/** @throws RangeError if `value` is not an integer from `least` to `most`, both inclusive */
export function checkInteger(
  name: string,
  value: number,
  [least, most]: readonly [least: number, most: number],
): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${name} must be an integer from ${least} to ${most}: got ${value}`);
  }
}
