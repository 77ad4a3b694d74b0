import { UsageError } from "@flock-tools/core";
import { shortenText } from "./shorten-text.ts";

/**
 * A share of a whole, kept as the decimal that was written so that it can be taken exactly: above 0, 1 at most, with up
 * to 9 decimals.
 *
 * @throws UsageError for anything else
 */
export function parseShare(text: string): string {
  const share = text.startsWith(".") ? `0${text}` : text;
  if (/^(?:0\.\d{1,9}|1(?:\.0{1,9})?)$/.test(share) && Number(share) > 0) return share;
  const percent = /^([1-9]\d?)%?$/.exec(text)?.[1];
  throw new UsageError(
    `must be a decimal above 0 and at most 1, with up to 9 decimals: got ${shortenText(text, 40) || "nothing"}`,
    {
      next:
        percent === undefined
          ? "write a share like 0.8"
          : `write ${percent}% as ${Number(percent) / 100}`,
    },
  );
}

/** The same, or `off` for none. */
export function parseShareOrOff(text: string): string {
  return text === "off" ? text : parseShare(text);
}
