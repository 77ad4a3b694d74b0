export interface SanitiseOptions {
  /** Code points of `text` that are kept; an integer >= 1, 500 unless told. */
  readonly maxLength?: number;
}

// Control (Cc), format (Cf: bidi and zero-width among them), lone surrogates (Cs), private use (Co), unassigned (Cn),
// line and paragraph separators, and what Unicode says may be drawn as nothing at all (UAX #44,
// Default_Ignorable_Code_Point). A backslash that would read as one of our own escapes is escaped too, so that what is
// printed has one meaning.
const UNSAFE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\\(?=u\{)/gu;

// Written languages stack up to four marks on a letter; more of them paint over the lines above and below.
const STACKED_MARKS = /(?<=\p{M}{4})\p{M}/gu;

/**
 * The text that others wrote, made fit for one line of a terminal: every character that could move the cursor, change
 * the direction of text, break the line or stay unseen is written as `\u{hex}`, and a text that is too long is cut with
 * `…(+N)`, N being the UTF-16 units left out. Harmless text comes back as it is.
 *
 * @throws RangeError if `maxLength` is not an integer >= 1
 */
export function sanitise(text: string, { maxLength = 500 }: SanitiseOptions = {}): string {
  if (!Number.isInteger(maxLength) || maxLength < 1) {
    throw new RangeError(`maxLength must be an integer >= 1: got ${maxLength}`);
  }
  const end = endOfCodePoints(text, maxLength);
  const kept = text.slice(0, end).replaceAll(UNSAFE, escapeCharacter);
  const flat = kept.replaceAll(STACKED_MARKS, escapeCharacter);
  return end < text.length ? `${flat}…(+${text.length - end})` : flat;
}

/** The index behind the first `count` code points of `text`, or its length. */
export function endOfCodePoints(text: string, count: number): number {
  if (text.length <= count) return text.length;
  let index = 0;
  for (let seen = 0; seen < count && index < text.length; seen += 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
