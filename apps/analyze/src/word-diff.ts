import { diffArrays } from "diff";

/** A stretch of two texts that is in both, or in one of them only. */
export interface DiffPart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** What became of one text in another, word by word. */
export interface WordDiff {
  /** In their order; where something was replaced, what was removed comes first. */
  readonly parts: readonly DiffPart[];
  /** Places at which the texts differ. */
  readonly changes: number;
  /** UTF-16 units that both texts begin with and that are left out of `parts`; 0 unless the texts are very long. */
  readonly skipped: number;
  /** Whether only so much of the texts was compared as is allowed. */
  readonly isCut: boolean;
  /** Whether they differ so much that all from the first change to the last one counts as one. */
  readonly isCoarse: boolean;
}

export interface DiffWordsOptions {
  /** UTF-16 units of each text that are compared, from a little before they differ. Default 100,000. */
  readonly maxLength?: number;
  /** Words, and marks between them, that may be removed and added; the work grows with its square. Default 1,000. */
  readonly maxEdits?: number;
}

const UNSPACED = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => String.raw`\p{Script=${script}}`)
  .join("");
const WORD = String.raw`[\p{L}\p{M}\p{N}_]`;
// A character of a script without spaces, a word, white space, or any other character.
const TOKEN = new RegExp(
  String.raw`(?=[${UNSPACED}])${WORD}|(?:(?![${UNSPACED}])${WORD})+|\s+|.`,
  "gsu",
);

/** Compares two texts, whoever wrote them, in bounded time. */
export function diffWords(
  before: string,
  after: string,
  { maxLength = 100_000, maxEdits = 1_000 }: DiffWordsOptions = {},
): WordDiff {
  const isLong = Math.max(before.length, after.length) > maxLength;
  const skipped = isLong ? findStart(before, after, maxLength) : 0;
  const a = listTokens(before.slice(skipped, skipped + maxLength));
  const b = listTokens(after.slice(skipped, skipped + maxLength));
  const start = countSame(a, b);
  const end = countSame(a.slice(start).toReversed(), b.slice(start).toReversed());
  const middle = diffTokens(
    a.slice(start, a.length - end),
    b.slice(start, b.length - end),
    maxEdits,
  );
  const parts = mergeParts([
    { kind: "same", text: a.slice(0, start).join("") },
    ...middle.parts,
    { kind: "same", text: a.slice(a.length - end).join("") },
  ]);
  return {
    parts,
    changes: countChanges(parts),
    skipped,
    isCut: Math.max(before.length, after.length) - skipped > maxLength,
    isCoarse: middle.isCoarse,
  };
}

/** Some words before the first difference, at white space if there is any, and never within a character. */
function findStart(before: string, after: string, maxLength: number): number {
  const end = Math.min(before.length, after.length);
  let same = 0;
  while (same < end && before.charCodeAt(same) === after.charCodeAt(same)) same += 1;
  const from = Math.max(0, same - Math.ceil(maxLength / 10));
  const space = before.slice(from, same).search(/\s/u);
  return from === 0 || space === -1 ? from : from + space;
}

function listTokens(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

function countSame(a: readonly string[], b: readonly string[]): number {
  const end = Math.min(a.length, b.length);
  let count = 0;
  while (count < end && a[count] === b[count]) count += 1;
  return count;
}

/** Myers' algorithm: N + D * D steps for N tokens and D edits, so D is what has to be bounded. */
function diffTokens(
  before: string[],
  after: string[],
  maxEdits: number,
): Pick<WordDiff, "parts" | "isCoarse"> {
  const changes = diffArrays<string>(before, after, { maxEditLength: maxEdits });
  if (changes === undefined) {
    const parts = [
      { kind: "removed", text: before.join("") },
      { kind: "added", text: after.join("") },
    ] as const;
    return { parts, isCoarse: true };
  }
  const parts = changes.map(({ value, added, removed }): DiffPart => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value.join(""),
  }));
  return { parts, isCoarse: false };
}

/** Joins what belongs together: two words in a row that were replaced are one change and not two with a space between. */
function mergeParts(parts: readonly DiffPart[]): DiffPart[] {
  const merged: DiffPart[] = [];
  let removed = "";
  let added = "";
  const flush = (): void => {
    if (removed !== "") merged.push({ kind: "removed", text: removed });
    if (added !== "") merged.push({ kind: "added", text: added });
    removed = "";
    added = "";
  };
  for (const [index, { kind, text }] of parts.entries()) {
    if (kind === "removed") removed += text;
    else if (kind === "added") added += text;
    else if (isGap(parts, index)) {
      removed += text;
      added += text;
    } else if (text !== "") {
      flush();
      merged.push({ kind, text });
    }
  }
  flush();
  return merged;
}

function isGap(parts: readonly DiffPart[], index: number): boolean {
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]];
  const isBetween =
    before !== undefined && after !== undefined && before.kind !== "same" && after.kind !== "same";
  return isBetween && part !== undefined && /^\s+$/.test(part.text);
}

function countChanges(parts: readonly DiffPart[]): number {
  return parts.filter(
    ({ kind }, index) => kind !== "same" && (parts[index - 1]?.kind ?? "same") === "same",
  ).length;
}
