import type { Conversation } from "../src/index.ts";
import type { PlainConversation } from "./slow-conversation.mjs";

export interface ConversationFuzzTally {
  readonly lines: number;
  /** Lines that fit. */
  readonly fitting: number;
  /** Lines without a list. */
  readonly nothing: number;
  readonly mismatches: readonly { seed: number; line: string; why: string }[];
}

export function fuzzConversations(options: {
  readonly python: string;
  readonly seed: number;
  readonly lines: number;
  readonly subject: { readonly read: (line: Uint8Array) => Conversation };
}): Promise<ConversationFuzzTally>;

export function compareConversation(
  found: Conversation,
  expected: PlainConversation,
): string | undefined;
