import { formatCount, joinSafe, type Paint, safe, type SafeText } from "@flock-tools/cli";
import type { DiffPart, WordDiff } from "./word-diff.ts";

export interface FormatWordDiffOptions {
  readonly paint: Paint;
  /** Places that are shown at most. */
  readonly most: number;
}

const CONTEXT_WORDS = 4;
const CONTEXT_LENGTH = 40;
const CHANGE_LENGTH = 120;

/**
 * The places at which a text was changed, a line each, with some words around them: `[-removed-]` and `{+added+}`, as
 * git writes a word diff.
 */
export function formatWordDiff(
  { parts, changes, isCut, isCoarse }: WordDiff,
  { paint, most }: FormatWordDiffOptions,
): SafeText[] {
  const places = listChanges(parts);
  const lines = places.slice(0, most).map((change) => drawChange(parts, change, paint));
  const left = places.length - lines.length;
  return [
    ...(changes === 0 ? [safe`the texts are the same`] : lines),
    ...(left > 0 ? [safe`... and ${formatCount(left)} more places`] : []),
    ...(isCoarse ? [safe`so much differs that it is shown as one place`] : []),
    ...(isCut ? [safe`the texts are very long: they were not compared to their ends`] : []),
  ];
}

/** A change: places of its parts, the last one exclusive. */
interface Change {
  readonly from: number;
  readonly until: number;
}

/** Changes with a few words between them are one place to look at. */
function listChanges(parts: readonly DiffPart[]): Change[] {
  const changes: Change[] = [];
  for (const [index, { kind }] of parts.entries()) {
    if (kind === "same") continue;
    const last = changes.at(-1);
    const isClose = last !== undefined && (last.until === index || isShort(parts[index - 1]));
    if (isClose) changes[changes.length - 1] = { ...last, until: index + 1 };
    else changes.push({ from: index, until: index + 1 });
  }
  return changes;
}

function isShort(part: DiffPart | undefined): boolean {
  const text = part?.text ?? "";
  return text.length <= 2 * CONTEXT_LENGTH && text.trim().split(/\s+/u).length <= CONTEXT_WORDS;
}

function drawChange(parts: readonly DiffPart[], { from, until }: Change, paint: Paint): SafeText {
  return joinSafe(
    [
      takeEnd(parts[from - 1]?.text ?? ""),
      ...parts.slice(from, until).map(({ kind, text }) => {
        const shown = shorten(text, CHANGE_LENGTH);
        if (kind === "same") return shown;
        return kind === "removed" ? paint.red(safe`[-${shown}-]`) : paint.green(safe`{+${shown}+}`);
      }),
      takeStart(parts[until]?.text ?? ""),
    ],
    "",
  );
}

/** The last words of what stands before a change. */
function takeEnd(text: string): string {
  const words = text.slice(-1_000).split(/(?<=\s)(?=\S)/u);
  const kept = words.slice(-CONTEXT_WORDS).join("");
  const points = Array.from(kept);
  const short = points.slice(-CONTEXT_LENGTH).join("");
  return showBreaks(short.length < text.length ? `…${short.trimStart()}` : short);
}

/** The first words of what stands behind it. */
function takeStart(text: string): string {
  const words = text.slice(0, 1_000).split(/(?<=\S)(?=\s)/u);
  const kept = words.slice(0, CONTEXT_WORDS).join("");
  const short = Array.from(kept).slice(0, CONTEXT_LENGTH).join("");
  return showBreaks(short.length < text.length ? `${short.trimEnd()}…` : short);
}

function shorten(text: string, most: number): string {
  const points = Array.from(text.slice(0, 2 * most + 2));
  return showBreaks(points.length > most ? `${points.slice(0, most).join("")}…` : text);
}

/** Line breaks are what most texts have of control characters: escaped like the others they are hard to read. */
function showBreaks(text: string): string {
  return text.replaceAll(/\r\n|[\r\n]/g, "⏎");
}
