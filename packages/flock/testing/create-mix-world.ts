import type { KnownRow } from "./check-mix.ts";
import type { StoredMiner } from "./create-row-store.ts";

/** How a row is made; `of` picks one before it, `at` and `by` where and how it is changed. */
export interface RowRecipe {
  readonly kind: (typeof ROW_KINDS)[number];
  readonly of: number;
  readonly at: number;
  readonly by: number;
}

/** A miner of a world: the block of its commitment, and its rows. */
export interface MinerRecipe {
  readonly block: number;
  readonly rows: readonly RowRecipe[];
}

export const ROW_KINDS = [
  "fresh",
  "same",
  "respaced",
  "recased",
  "other-system",
  "edited",
  "extended",
  "cut",
  "unspaced",
  "short",
  "empty",
  "without-text",
  "broken",
] as const;

interface Body {
  readonly system: string;
  readonly words: readonly string[];
}

/** The rows of miners with uids from 0, by uid, then by row. Every row is made of one before it, or anew. */
export function makeRows(miners: readonly MinerRecipe[]): KnownRow[] {
  const first: Body = { system: "", words: nameWords("seed", 24) };
  const bodies = [first];
  const made: KnownRow[] = [];
  for (const [uid, { block, rows }] of miners.entries()) {
    for (const [row, recipe] of rows.entries()) {
      const before = bodies[recipe.of % bodies.length] ?? first;
      const body = changeBody(before, recipe, `w${uid}x${row}`);
      bodies.push(body);
      made.push({ uid, block, row, ...writeRow(body, recipe.kind) });
    }
  }
  return made;
}

/** The same as miners to store. */
export function toMiners(
  miners: readonly MinerRecipe[],
  made: readonly KnownRow[],
): readonly StoredMiner[] {
  return miners.map(({ block }, uid) => ({
    uid,
    block,
    file: made
      .filter((row) => row.uid === uid)
      .map(({ line }) => `${line}\n`)
      .join(""),
  }));
}

function nameWords(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${name}n${place}`);
}

function changeBody({ system, words }: Body, { kind, at, by }: RowRecipe, name: string): Body {
  const place = at % Math.max(1, words.length);
  switch (kind) {
    case "fresh":
      return { system, words: nameWords(name, 12 + (by % 30)) };
    case "unspaced":
      return { system, words: [String.fromCodePoint(...range(0x4e00 + (by % 900), 12))] };
    case "short":
      return { system, words: nameWords(`s${by % 3}`, 3) };
    case "other-system":
      return { system: name, words };
    case "edited":
      return { system, words: words.with(place, name).slice(0, Math.max(1, words.length)) };
    case "extended":
      return { system, words: [...words, ...nameWords(name, 1 + (by % 3))] };
    case "cut":
      return { system, words: words.slice(0, Math.max(1, words.length - 1 - (by % 3))) };
    case "same":
    case "respaced":
    case "recased":
    case "empty":
    case "without-text":
    case "broken":
      return { system, words };
    default:
      return kind satisfies never;
  }
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => from + place);
}

function writeRow(
  { system, words }: Body,
  kind: RowRecipe["kind"],
): Pick<KnownRow, "line" | "name" | "text"> {
  const text = words.join(" ");
  switch (kind) {
    case "respaced": {
      const row = writeConversation(system, text);
      const data = JSON.parse(row.line) as object;
      return { ...row, line: ` ${JSON.stringify(data, undefined, 1).replaceAll("\n", " ")}` };
    }
    case "recased":
      return writeConversation(system, `${text.toUpperCase()} !`);
    case "empty":
      return writeConversation(system, " - ");
    case "without-text": {
      const line = JSON.stringify({ note: words[0] });
      return { line, name: line, text: undefined };
    }
    case "broken":
      return { line: `{"conversations": [${text}`, name: undefined, text: undefined };
    case "fresh":
    case "same":
    case "other-system":
    case "edited":
    case "extended":
    case "cut":
    case "unspaced":
    case "short":
      return writeConversation(system, text);
    default:
      return kind satisfies never;
  }
}

function writeConversation(system: string, text: string): Pick<KnownRow, "line" | "name" | "text"> {
  const line = JSON.stringify({ system, conversations: [{ role: "user", content: text }] });
  return { line, name: line, text };
}
