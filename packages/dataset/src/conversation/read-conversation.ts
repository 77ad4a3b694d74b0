import { isUtf8 } from "node:buffer";
import { type RowCaps, UNDECIDABLE_DEPTH } from "../caps.ts";
import { canonicalize } from "../json/canonicalize.ts";
import { createScan, type Scan } from "../json/scan.ts";
import { stripEnd, stripStart } from "../white-space.ts";
import { type Conversation, NO_CONVERSATION } from "./conversation.ts";
import { createJsonWriter, type JsonWriter } from "./json-writer.ts";
import {
  createLineMemory,
  type LineMemory,
  NOTE,
  noteConversation,
  takePart,
} from "./line-memory.ts";
import { readPrinted } from "./read-printed.ts";

/** What is kept from row to row, so that little is allocated for each. */
export interface ConversationScan {
  readonly caps: Required<RowCaps>;
  readonly memory: LineMemory;
  readonly exact: Scan;
  readonly writer: JsonWriter;
}

export function createConversationScan(caps: Required<RowCaps>): ConversationScan {
  const memory = createLineMemory(caps.depth);
  return { caps, memory, exact: createScan(caps.depth), writer: createJsonWriter() };
}

export function readConversation(scan: ConversationScan, line: Uint8Array): Conversation {
  if (line.length > scan.caps.lineBytes) return NO_CONVERSATION;
  return readPlainly(scan, line) ?? readExactly(scan, line);
}

/** Reads a row by the kernel, as views of the line; undefined if that is not sure. */
export function readPlainly(
  { memory }: ConversationScan,
  line: Uint8Array,
): Conversation | undefined {
  if (!noteConversation(memory, line)) return undefined;
  if (memory.kernel.sawWide() === 1 && !isUtf8(line)) return undefined;
  const conversations = takePart(memory, line, NOTE.list);
  return {
    fits: memory.notes[NOTE.fits] === 1,
    system: takePart(memory, line, NOTE.system),
    conversations,
    turns: conversations && memory.notes[NOTE.turns],
    characters: conversations && memory.notes[NOTE.characters],
  };
}

/** Reads a row by what does everything as Python does, at a tenth of the speed. */
export function readExactly(
  { caps, exact, writer }: ConversationScan,
  line: Uint8Array,
): Conversation {
  const start = stripStart(line, 0, line.length);
  const end = stripEnd(line, start, line.length);
  const row = canonicalize(exact, { bytes: line, start, end });
  if (row === undefined || exact.deepest >= UNDECIDABLE_DEPTH.first) return NO_CONVERSATION;
  return readPrinted(row, writer, caps.lineBytes);
}
