import { skipValue } from "../json/canonical-text.ts";
import { CLOSE_BRACKET, COMMA, LOWER_N, OPEN_BRACKET, QUOTE } from "../json/characters.ts";
import { type Conversation, NO_CONVERSATION } from "./conversation.ts";
import { type JsonWriter, writeBytes, writeString } from "./json-writer.ts";
import { readMembers } from "./read-members.ts";

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
  const [systemAt, listAt] = members.values as [number, number];
  const system = row[systemAt] === QUOTE ? writeSystem(writer, row, systemAt) : undefined;
  const isSystemWhole =
    system === undefined ? systemAt === -1 || row[systemAt] === LOWER_N : !writer.isDamaged;
  const list =
    row[listAt] === OPEN_BRACKET ? writeList(writer, row, { listAt, maxBytes }) : undefined;
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

function restart(writer: JsonWriter): void {
  writer.size = 0;
  writer.isDamaged = false;
}

function writeSystem(writer: JsonWriter, row: Uint8Array, at: number): Uint8Array {
  restart(writer);
  writeString(writer, row, at);
  return writer.out.slice(0, writer.size);
}

function writeList(
  writer: JsonWriter,
  row: Uint8Array,
  { listAt, maxBytes }: { readonly listAt: number; readonly maxBytes: number },
): List | undefined {
  restart(writer);
  writeBytes(writer, OPEN);
  let turns = 0;
  let characters = 0;
  let fits = true;
  for (let at = listAt + 1; row[at] !== CLOSE_BRACKET;) {
    const members = readMembers(row, at, MESSAGE_NAMES);
    const [roleAt, contentAt] = (members?.values ?? [-1, -1]) as [number, number];
    if (members?.hasOthers !== false || row[roleAt] !== QUOTE || row[contentAt] !== QUOTE) {
      fits = false;
    }
    writeBytes(writer, ROLE);
    writeStringOrNull(writer, row, roleAt);
    writeBytes(writer, CONTENT);
    characters += writeStringOrNull(writer, row, contentAt);
    writeBytes(writer, NEXT);
    turns += 1;
    if (writer.size > maxBytes) return undefined;
    at = skipValue(row, at);
    if (row[at] === COMMA) at += 2;
  }
  // The end of the list takes the place of the last comma.
  if (turns > 0) writer.size -= 1;
  writeBytes(writer, CLOSE);
  const json = writer.out.slice(0, writer.size);
  return { json, fits: fits && !writer.isDamaged, turns, characters };
}

function writeStringOrNull(writer: JsonWriter, row: Uint8Array, at: number): number {
  if (row[at] === QUOTE) return writeString(writer, row, at);
  writeBytes(writer, NULL);
  return 0;
}
