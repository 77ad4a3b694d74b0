import {
  ANSWERS,
  CLOSINGS,
  FOLLOW_UPS,
  NUMBERS,
  OPENINGS,
  SYSTEM_PROMPTS,
} from "./chat-templates.ts";
import {
  ADJECTIVES,
  ADVERBS,
  FEELINGS,
  NOUNS,
  PEOPLE,
  PLACES,
  TIMES,
  TOPICS,
} from "./chat-words.ts";
import type { Random } from "./random.ts";

/** One row of a competition's data, in the order of keys in which it is written. */
export interface ChatRow {
  readonly system: string | null;
  readonly conversations: readonly ChatMessage[];
}

interface ChatMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** Bytes of one line, roughly: whole sentences are written until the size is reached. */
export interface RowSize {
  readonly minBytes: number;
  readonly maxBytes: number;
}

type Say = (templates: readonly string[]) => string;

/** The JSON around one message: `{"role":"assistant","content":""},`. */
const MESSAGE_OVERHEAD = 34;

/** Half a sentence: where the next one would pass the size by more than it now lacks. */
const TOLERANCE = 40;

/** Writes a readable dialogue about one topic. */
export function createChatRow(random: Random, { minBytes, maxBytes }: RowSize): ChatRow {
  const say = createSpeaker(random);
  const system = random.next() < 0.45 ? say(SYSTEM_PROMPTS) : null;
  const target = random.between(minBytes, maxBytes) - Buffer.byteLength(system ?? "null");
  const turns = random.between(1, Math.max(1, Math.floor(target / 400)));
  const conversations: ChatMessage[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const question = say(turn === 0 ? OPENINGS : FOLLOW_UPS);
    const room = target / turns - Buffer.byteLength(question) - 2 * MESSAGE_OVERHEAD;
    conversations.push(
      { role: "user", content: question },
      { role: "assistant", content: writeAnswer(say, { room, isLast: turn === turns - 1 }) },
    );
  }
  return { system, conversations };
}

function writeAnswer(say: Say, { room, isLast }: { room: number; isLast: boolean }): string {
  const closing = isLast ? ` ${say(CLOSINGS)}` : "";
  let answer = say(ANSWERS);
  const limit = room - Buffer.byteLength(closing) - TOLERANCE;
  while (Buffer.byteLength(answer) < limit) answer += ` ${say(ANSWERS)}`;
  return answer + closing;
}

function createSpeaker(random: Random): Say {
  const topic = random.pick(TOPICS);
  const hero = random.pick(PEOPLE.filter((name) => /^\p{Lu}/u.test(name)));
  const town = random.pick(PLACES);
  const words: Readonly<Record<string, () => string>> = {
    thing: () => random.pickZipf(topic.things),
    task: () => random.pick(topic.tasks),
    tool: () => random.pick(topic.tools),
    role: () => topic.role,
    hero: () => hero,
    town: () => town,
    adj: () => random.pickZipf(ADJECTIVES),
    noun: () => random.pickZipf(NOUNS),
    adverb: () => random.pickZipf(ADVERBS),
    person: () => random.pickZipf(PEOPLE),
    place: () => random.pickZipf(PLACES),
    time: () => random.pickZipf(TIMES),
    feeling: () => random.pickZipf(FEELINGS),
    number: () => random.pickZipf(NUMBERS),
  };
  const said = new Set<string>();
  return (templates) => {
    let template = random.pick(templates);
    for (let tries = 0; said.has(template) && tries < 4; tries += 1) {
      template = random.pick(templates);
    }
    said.add(template);
    return fillSlots(template, words);
  };
}

function fillSlots(template: string, words: Readonly<Record<string, () => string>>): string {
  const text = template.replaceAll(/\{(\w+)\}/g, (slot, name: string) => {
    const word = words[name.toLowerCase()]?.() ?? slot;
    return name === name.toLowerCase() ? word : word.charAt(0).toUpperCase() + word.slice(1);
  });
  return text.replaceAll(/\b([Aa]) (?=[aeiou])/g, "$1n ");
}
