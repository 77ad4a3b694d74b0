import type { ChatRow } from "./chat-row.ts";
import { ADJECTIVES, NOUNS } from "./chat-words.ts";
import type { Random } from "./random.ts";

const SUBSTITUTES = [...ADJECTIVES, ...NOUNS];

/**
 * Replaces a share of the words of a row's messages by others: `rate` of them, rounded, and at least one, so that the
 * row is no longer a row of the pool. Punctuation, word count and the system prompt stay.
 */
export function editRow(row: Uint8Array, rate: number, random: Random): Uint8Array {
  const chat = JSON.parse(Buffer.from(row).toString()) as ChatRow;
  const words = chat.conversations.map(({ content }) => content.split(" "));
  const total = words.reduce((sum, list) => sum + list.length, 0);
  const chosen = new Set(random.sample(Math.max(1, Math.round(total * rate)), total));
  let position = 0;
  const conversations = chat.conversations.map((message, index) => {
    const edited = (words[index] ?? []).map((word) => {
      const isChosen = chosen.has(position);
      position += 1;
      return isChosen ? replaceWord(word, random) : word;
    });
    return { ...message, content: edited.join(" ") };
  });
  return Buffer.from(JSON.stringify({ ...chat, conversations }));
}

function replaceWord(word: string, random: Random): string {
  const core = /[\p{L}\p{M}\p{N}'’-]+/u.exec(word)?.[0] ?? word;
  const substitute = random.pick(
    SUBSTITUTES.filter((candidate) => candidate !== core.toLowerCase()),
  );
  return word.replace(core, substitute);
}
