/** What a reader holds at most, whatever a file declares. */
export interface TabularCaps {
  /** Bytes of the footer, which describes every column of every row group; 1 to 2 ** 30. Default 64 MiB. */
  readonly footerBytes?: number;
  /** Bytes of one page, compressed and not; 1 to 2 ** 30. Default 256 MiB: DuckDB's pages reach 100 MB. */
  readonly pageBytes?: number;
  /** Values of one page, NULLs included; 1 to 2 ** 26. Default 2 ** 24. */
  readonly pageValues?: number;
  /** Bytes of one text; a longer one counts as an error and is left out. 1 to 2 ** 30. Default 16,000,000. */
  readonly textBytes?: number;
}

const GIBIBYTE = 2 ** 30;

/** @throws RangeError if a cap is not an integer within its limits */
export function resolveCaps({
  footerBytes = 2 ** 26,
  pageBytes = 2 ** 28,
  pageValues = 2 ** 24,
  textBytes = 16_000_000,
}: TabularCaps = {}): Required<TabularCaps> {
  checkInteger("caps.footerBytes", footerBytes, [1, GIBIBYTE]);
  checkInteger("caps.pageBytes", pageBytes, [1, GIBIBYTE]);
  checkInteger("caps.pageValues", pageValues, [1, 2 ** 26]);
  checkInteger("caps.textBytes", textBytes, [1, GIBIBYTE]);
  return { footerBytes, pageBytes, pageValues, textBytes };
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
