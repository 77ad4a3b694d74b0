import { type RowCaps, UNDECIDABLE_DEPTH } from "../caps.ts";
import { canonicalize } from "../json/canonicalize.ts";
import { createScan, type Scan } from "../json/scan.ts";
import { stripEnd, stripStart } from "../white-space.ts";
import { type Conversation, NO_CONVERSATION } from "./conversation.ts";
import { createJsonWriter, type JsonWriter } from "./json-writer.ts";
import { readPrinted } from "./read-printed.ts";

/** What is kept from row to row, so that little is allocated for each. */
export interface ConversationScan {
  readonly caps: Required<RowCaps>;
  readonly exact: Scan;
  readonly writer: JsonWriter;
}

export function createConversationScan(caps: Required<RowCaps>): ConversationScan {
  return { caps, exact: createScan(caps.depth), writer: createJsonWriter() };
}

export function readConversation(scan: ConversationScan, line: Uint8Array): Conversation {
  if (line.length > scan.caps.lineBytes) return NO_CONVERSATION;
  return readExactly(scan, line);
}

/** Reads a row by what does everything as Python does. */
function readExactly({ caps, exact, writer }: ConversationScan, line: Uint8Array): Conversation {
  const start = stripStart(line, 0, line.length);
  const end = stripEnd(line, start, line.length);
  const row = canonicalize(exact, { bytes: line, start, end });
  if (row === undefined || exact.deepest >= UNDECIDABLE_DEPTH.first) return NO_CONVERSATION;
  return readPrinted(row, writer, caps.lineBytes);
}
