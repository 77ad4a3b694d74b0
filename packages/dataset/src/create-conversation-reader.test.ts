import { describe, expect, it } from "vitest";
import type { Conversation } from "./conversation/conversation.ts";
import {
  createConversationReader,
  type ConversationReaderOptions,
} from "./create-conversation-reader.ts";

const NOTHING = {
  fits: false,
  system: undefined,
  conversations: undefined,
  turns: undefined,
  characters: undefined,
};

function show({ fits, system, conversations, turns, characters }: Conversation): unknown {
  return {
    fits,
    system: system && Buffer.from(system).toString(),
    conversations: conversations && Buffer.from(conversations).toString(),
    turns,
    characters,
  };
}

function read(line: string | Uint8Array, options: ConversationReaderOptions = {}): unknown {
  return show(createConversationReader(options).read(Buffer.from(line)));
}

describe("createConversationReader", () => {
  it("hands out the system prompt and the list of a row", () => {
    expect(
      read(
        '{"system":"s","conversations":[{"role":"user","content":"a"},{"role":"b","content":"é!"}]}',
      ),
    ).toEqual({
      fits: true,
      system: '"s"',
      conversations: '[{"role":"user","content":"a"},{"role":"b","content":"é!"}]',
      turns: 2,
      characters: 3,
    });
  });

  it("has nothing of what is no row", () => {
    for (const line of ["", "{]", "[]", "null", '"a"', "{} {}"])
      expect(read(line)).toEqual(NOTHING);
  });
});
