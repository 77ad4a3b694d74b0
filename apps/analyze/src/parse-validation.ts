import { UsageError } from "@flock-tools/core";
import { shortenText } from "./shorten-text.ts";

/** How much of a mix is for validation. */
export type Validation = { readonly share: number } | { readonly rows: number };

/**
 * A share of all rows below 1 (`0.1`), or a number of rows (`500`); `0` is none.
 *
 * @throws UsageError for anything else
 */
export function parseValidation(text: string): Validation {
  if (/^\d{1,15}$/.test(text)) return { rows: Number(text) };
  if (/^0?\.\d{1,9}$/.test(text)) return { share: Number(text) };
  const percent = /^([1-9]\d?)%$/.exec(text)?.[1];
  throw new UsageError(
    `must be a share below 1 or a number of rows: got ${shortenText(text, 40) || "nothing"}`,
    {
      next:
        percent === undefined
          ? "write a share like 0.1, or a number of rows like 500"
          : `write ${percent}% as ${Number(percent) / 100}`,
    },
  );
}
