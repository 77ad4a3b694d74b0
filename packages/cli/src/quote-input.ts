import { endOfCodePoints } from "./sanitise.ts";

/**
 * What was typed, for the end of a message: `nothing` if it is empty, and cut with `…(+N)` if it has more than
 * `maxLength` code points, N being the UTF-16 units left out. It is as hostile as it was: whoever prints a message
 * makes it fit for the terminal, once.
 */
export function quoteInput(text: string, maxLength: number = 40): string {
  const end = endOfCodePoints(text, maxLength);
  const rest = end < text.length ? `…(+${text.length - end})` : "";
  return text === "" ? "nothing" : text.slice(0, end) + rest;
}
