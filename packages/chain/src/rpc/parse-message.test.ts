import { describe, expect, it } from "vitest";
import { parseMessage } from "./parse-message.ts";

const message = (result: string): Buffer =>
  Buffer.from(`{"jsonrpc":"2.0","id":1,"result":${result}}`);

describe("parseMessage", () => {
  it("gives the members of a message", () => {
    expect(parseMessage(message("[1]"))).toEqual({ jsonrpc: "2.0", id: 1, result: [1] });
  });

  it.each(["", "hello", "7", "null", "[]", "{}", '{"jsonrpc":"1.0"}', '{"jsonrpc":"2.0"'])(
    "does not take %j for one",
    (text) => {
      expect(parseMessage(Buffer.from(text))).toBeUndefined();
    },
  );

  it("takes the largest answers that a node gives", () => {
    const changes = Array.from({ length: 20_000 }, () => ["0x", `0x${"ab".repeat(350)}`]);
    const text = JSON.stringify([{ block: "0x", changes }]);
    expect(text.length).toBeGreaterThan(14_000_000);
    expect(parseMessage(message(text))?.["result"]).toEqual([{ block: "0x", changes }]);
  });

  it.each([
    ["lists in lists", "[".repeat(2 ** 20) + "]".repeat(2 ** 20)],
    ["empty lists", `[${"[],".repeat(2 ** 19)}[]]`],
    ["empty objects", `[${"{},".repeat(2 ** 19)}{}]`],
    ["numbers", `[${"0,".repeat(2 ** 20)}0]`],
    ["members", `{${'"":0,'.repeat(2 ** 20)}"":0}`],
  ])("does not take apart a million of %s", (_, result) => {
    expect(parseMessage(message(result))).toBeUndefined();
  });
});
