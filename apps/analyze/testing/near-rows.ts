import type { ConversationRow } from "./make-parquet.ts";

const WORDS = 40;

/** The words of a text that has nothing in common with one of another number. */
function listWords(number: number): string[] {
  return Array.from({ length: WORDS }, (_, index) => `w${number}x${index}`);
}

/** A text, the last `changed` words of it replaced. */
export function makeText(number: number, changed = 0): string {
  const words = listWords(number);
  const edits = Array.from({ length: changed }, (_, index) => `edit${index}`);
  return [...words.slice(0, WORDS - changed), ...edits].join(" ");
}

/** A row of conversation with that text, cut into two messages. */
export function makeRow(text: string, system: string | null = null): ConversationRow {
  const cut = text.indexOf(" ", text.length / 2);
  return {
    system,
    conversations: [
      { role: "user", content: text.slice(0, cut) },
      { role: "assistant", content: text.slice(cut + 1) },
    ],
  };
}

export function toJsonl(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
