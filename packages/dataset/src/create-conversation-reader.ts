import { resolveCaps, type RowCaps } from "./caps.ts";
import type { Conversation } from "./conversation/conversation.ts";
import { createConversationScan, readConversation } from "./conversation/read-conversation.ts";

export interface ConversationReaderOptions {
  /** The cap of rows is of no account here. */
  readonly caps?: RowCaps;
}

/** Reads rows that the caller picks, such as those that a row index names, as conversations. */
export interface ConversationReader {
  /**
   * Reads one row, a line without its end. What it hands out are views of the line wherever that is possible, else bytes
   * of their own; it never holds on to the line.
   */
  read(line: Uint8Array): Conversation;
}

/**
 * Creates a reader of conversations. Python decides what a row says: of equal names the last counts. A row that some
 * Python raises on or that is longer than the cap has no conversation.
 *
 * @throws RangeError if a cap is not an integer within its limits
 */
export function createConversationReader({
  caps,
}: ConversationReaderOptions = {}): ConversationReader {
  const scan = createConversationScan(resolveCaps(caps));
  return { read: (line) => readConversation(scan, line) };
}
