import { isUtf8 } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import { generateConversation } from "./generate-conversation.mjs";
import { startOracle } from "./oracle.mjs";
import { createRandom } from "./random.mjs";

const LINES_IN_A_BATCH = 500;
const MISMATCHES = 10;
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Compares at least `lines` generated lines, read by a function, with what CPython makes of them, and resolves to
 * `{ lines, fitting, nothing, mismatches }`.
 */
export async function fuzzConversations({ python, seed, lines, subject }) {
  const oracle = await startOracle(python, "conversation-oracle.py");
  const random = createRandom(seed);
  const tally = { lines: 0, fitting: 0, nothing: 0, mismatches: [] };
  try {
    while (tally.lines < lines && tally.mismatches.length < MISMATCHES) {
      const batch = random.list([LINES_IN_A_BATCH, LINES_IN_A_BATCH], () =>
        generateConversation(random),
      );
      const answers = await oracle.ask(batch);
      for (const [i, answer] of answers.entries()) {
        const why = compareConversation(subject.read(batch[i]), answer);
        if (why) tally.mismatches.push({ seed, line: batch[i].toString("base64"), why });
        tally.lines += 1;
        tally.fitting += answer.fits ? 1 : 0;
        tally.nothing += answer.turns === null ? 1 : 0;
      }
    }
  } finally {
    oracle.close();
  }
  return tally;
}

/** Why a conversation is not what it should be, undefined if it is: its JSON must be strict, too. */
export function compareConversation(found, expected) {
  const plain = toPlain(found);
  if (typeof plain === "string") return plain;
  return isDeepStrictEqual(plain, expected)
    ? undefined
    : `${JSON.stringify(plain)}, should be ${JSON.stringify(expected)}`;
}

function toPlain({ fits, system, conversations, turns = null, characters = null }) {
  const texts = [system, conversations].filter((json) => json !== undefined);
  if (!texts.every((json) => isUtf8(json))) return "JSON that is not UTF-8";
  const list = conversations && Buffer.from(conversations).toString();
  const names = [...(list?.matchAll(STRINGS) ?? [])].filter(([, colon]) => colon !== undefined);
  if (names.length !== 2 * (turns ?? 0)) return `${names.length} names in ${turns} messages`;
  const messages = list === undefined ? null : JSON.parse(list);
  return {
    fits,
    system: system === undefined ? null : JSON.parse(Buffer.from(system).toString()),
    conversations: messages?.map(({ role, content }) => [role, content]) ?? null,
    turns,
    characters,
  };
}
