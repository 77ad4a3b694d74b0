import { eastAsianWidth } from "get-east-asian-width";

// A terminal draws an emoji in two cells: those that are emoji by themselves and those made so by U+FE0F.
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u;
const ZERO_WIDTH = /^[\p{M}\p{Cf}\p{Cc}]/u;
const PLAIN_ASCII = /^[ -~]*$/;
// Only what `createPaint` makes; sanitised text holds no escape character at all.
// oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
const COLOUR = /\u001B\[[0-9;]*m/g;

/** Terminal cells that `text` takes: two for wide East Asian characters and emoji, none for marks and colour codes. */
export function displayWidth(text: string): number {
  const bare = text.replaceAll(COLOUR, "");
  if (PLAIN_ASCII.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of segmentGraphemes(bare)) width += graphemeWidth(segment);
  return width;
}

/** `text`, cut to `width` cells with `…` as the last of them if it is wider; what is cut loses its colour codes. */
export function fitWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 0;
  let kept = "";
  for (const { segment } of segmentGraphemes(text.replaceAll(COLOUR, ""))) {
    const next = used + graphemeWidth(segment);
    if (next > width - 1) break;
    used = next;
    kept += segment;
  }
  return width < 1 ? "" : `${kept}…`;
}

/** `text` with spaces up to `width` cells, in front for `"right"`. */
export function padWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "right" ? space + text : text + space;
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}

// Made when needed: it takes longer than all other imports of this module, and most text is ASCII.
function segmentGraphemes(text: string): Intl.Segments {
  return new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text);
}
