import { skipValue } from "../json/canonical-text.ts";
import { CLOSE_BRACKET, COMMA, LOWER_N, OPEN_BRACKET, QUOTE } from "../json/characters.ts";
import { type Conversation, NO_CONVERSATION } from "./conversation.ts";
import { type JsonWriter, writeBytes, writeString } from "./json-writer.ts";
import { readMembers, type Span } from "./read-members.ts";

const ROW_NAMES = ['"system"', '"conversations"'].map(encode);
const MESSAGE_NAMES = ['"role"', '"content"'].map(encode);
const [OPEN, ROLE, CONTENT, NEXT, CLOSE, NULL] = [
  "[",
  '{"role":',
  ',"content":',
  "},",
  "]",
  "null",
].map(encode) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** What was made of a list. */
interface List {
  readonly json: Uint8Array;
  readonly fits: boolean;
  readonly turns: number;
  readonly characters: number;
}

/**
 * The conversation of a row as `json.dumps(row, sort_keys=True)` prints it, written anew and so no view of it. A list
 * that takes more than `maxBytes` is left out.
 */
export function readPrinted(row: Uint8Array, writer: JsonWriter, maxBytes: number): Conversation {
  const members = readMembers(row, 0, ROW_NAMES);
  if (members === undefined) return NO_CONVERSATION;
  const [prompt, messages] = members.values;
  const system = isOf(row, prompt, QUOTE) ? writeSystem(writer, row, prompt) : undefined;
  const isSystemWhole =
    system === undefined
      ? prompt === undefined || row[prompt.start] === LOWER_N
      : !writer.isDamaged;
  const list = isOf(row, messages, OPEN_BRACKET)
    ? writeList(writer, row, { at: messages.start, maxBytes })
    : undefined;
  return {
    fits: isSystemWhole && !members.hasOthers && list?.fits === true,
    system,
    conversations: list?.json,
    turns: list?.turns,
    characters: list?.characters,
  };
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether there is a value that begins with `byte`: a quote for a string, a bracket for a list. */
function isOf(row: Uint8Array, value: Span | undefined, byte: number): value is Span {
  return value !== undefined && row[value.start] === byte;
}

function restart(writer: JsonWriter): void {
  writer.size = 0;
  writer.isDamaged = false;
}

function writeSystem(writer: JsonWriter, row: Uint8Array, prompt: Span): Uint8Array {
  restart(writer);
  writeString(writer, row, prompt);
  return writer.out.slice(0, writer.size);
}

function writeList(
  writer: JsonWriter,
  row: Uint8Array,
  { at: start, maxBytes }: { readonly at: number; readonly maxBytes: number },
): List | undefined {
  restart(writer);
  writeBytes(writer, OPEN);
  let turns = 0;
  let characters = 0;
  let fits = true;
  for (let at = start + 1; row[at] !== CLOSE_BRACKET;) {
    const members = readMembers(row, at, MESSAGE_NAMES);
    const [role, content] = members?.values ?? [];
    fits &&= members?.hasOthers === false && isOf(row, role, QUOTE) && isOf(row, content, QUOTE);
    writeBytes(writer, ROLE);
    writeStringOrNull(writer, row, role);
    writeBytes(writer, CONTENT);
    characters += writeStringOrNull(writer, row, content);
    writeBytes(writer, NEXT);
    turns += 1;
    if (writer.size > maxBytes) return undefined;
    at = members?.end ?? skipValue(row, at);
    if (row[at] === COMMA) at += 2;
  }
  // The end of the list takes the place of the last comma.
  if (turns > 0) writer.size -= 1;
  writeBytes(writer, CLOSE);
  const json = writer.out.slice(0, writer.size);
  return { json, fits: fits && !writer.isDamaged, turns, characters };
}

function writeStringOrNull(writer: JsonWriter, row: Uint8Array, value: Span | undefined): number {
  if (isOf(row, value, QUOTE)) return writeString(writer, row, value);
  writeBytes(writer, NULL);
  return 0;
}
