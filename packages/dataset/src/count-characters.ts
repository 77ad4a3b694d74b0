import { BACKSLASH, LOWER_U, QUOTE } from "./json/characters.ts";
import { hexValue } from "./json/scan-string.ts";

/**
 * How many code points a JSON string literal has, quotes not counted: what `len(json.loads(literal))` of Python says.
 * UTF-16 units, which `length` counts in JavaScript, may be more. The literal must be well-formed, as that of a
 * conversation's system prompt is.
 *
 * @throws TypeError if it is not in quotes
 */
export function countCharacters(literal: Uint8Array): number {
  const last = literal.length - 1;
  if (last < 1 || literal[0] !== QUOTE || literal[last] !== QUOTE) {
    throw new TypeError("a JSON string literal must be in quotes");
  }
  let characters = 0;
  for (let at = 1; at < last;) {
    // Bytes that continue a character begin with the bits 10.
    if (((literal[at] as number) & 0xc0) !== 0x80) characters += 1;
    at += literal[at] === BACKSLASH ? escapeLength(literal, at) : 1;
  }
  return characters;
}

function escapeLength(literal: Uint8Array, at: number): number {
  if (literal[at + 1] !== LOWER_U) return 2;
  const isPair = isHalf(literal, at, 0xd8) && isHalf(literal, at + 6, 0xdc);
  return isPair ? 12 : 6;
}

/** Whether there is the escape of a surrogate at `at`, a high one for 0xd8, a low one for 0xdc. */
function isHalf(literal: Uint8Array, at: number, kind: number): boolean {
  if (literal[at] !== BACKSLASH || literal[at + 1] !== LOWER_U) return false;
  const first = hexValue(literal[at + 2] as number);
  const second = hexValue(literal[at + 3] as number);
  return (((first << 4) | second) & 0xfc) === kind;
}
