import { describe, expect, it } from "vitest";
import { fakeClient } from "../../testing/fake-client.ts";
import { ChainError } from "../errors.ts";
import { ResponseTooBigError } from "../rpc/rpc-error.ts";
import type { Hex } from "../runtime/storage-schema.ts";
import { readStorage } from "./read-storage.ts";

const block = { hash: `0x${"11".repeat(32)}` as const };
const keyOf = (number: number): Hex => `0x${number.toString(16).padStart(8, "0")}`;
const keysTo = (count: number): Hex[] => Array.from({ length: count }, (_, i) => keyOf(i));

const answerOf = (changes: readonly unknown[]) => ({ block: block.hash, changes });

/** Answers like a node, with at most `most` values in one answer; every third key has no value. */
function nodeWith({ most = Infinity } = {}) {
  const sizes: number[] = [];
  const client = fakeClient((method, params) => {
    expect(method).toBe("state_queryStorageAt");
    const [keys, at] = params as [Hex[], string];
    expect(at).toBe(block.hash);
    sizes.push(keys.length);
    if (keys.length > most) {
      throw new ResponseTooBigError("too big", { code: "CHAIN_BAD_ANSWER" });
    }
    const changes = keys.map((key) => [key, Number(key) % 3 === 0 ? null : key]);
    return [{ block: block.hash, changes }];
  });
  return { client, sizes };
}

describe("readStorage", () => {
  it("asks for every key once, in one call", async () => {
    const { client, sizes } = nodeWith();
    const values = await readStorage(client, { keys: [...keysTo(5), ...keysTo(5)], block });
    expect(sizes).toEqual([5]);
    expect([...values.keys()]).toEqual(keysTo(5));
    expect(values.get(keyOf(3))).toBeUndefined();
    expect(values.get(keyOf(4))).toEqual(Uint8Array.of(0, 0, 0, 4));
  });

  it("asks for nothing when there is nothing to ask for", async () => {
    const { client, sizes } = nodeWith();
    expect((await readStorage(client, { keys: [], block })).size).toBe(0);
    expect(sizes).toEqual([]);
  });

  it("asks for at most 20,000 keys at a time", async () => {
    const { client, sizes } = nodeWith();
    expect((await readStorage(client, { keys: keysTo(45_000), block })).size).toBe(45_000);
    expect(sizes).toEqual([20_000, 20_000, 5_000]);
  });

  it("asks in halves for what a node cannot answer in one piece", async () => {
    const { client, sizes } = nodeWith({ most: 2 });
    expect((await readStorage(client, { keys: keysTo(7), block })).size).toBe(7);
    expect(sizes).toEqual([7, 4, 2, 2, 3, 2, 1]);
  });

  it("gives up when a single value is too big", async () => {
    const { client, sizes } = nodeWith({ most: 0 });
    await expect(readStorage(client, { keys: keysTo(2), block })).rejects.toBeInstanceOf(
      ResponseTooBigError,
    );
    expect(sizes).toEqual([2, 1]);
  });

  it.each([
    ["null", null],
    ["no sets", []],
    ["two sets", [answerOf([]), answerOf([])]],
    ["no changes", [{ block: block.hash }]],
    ["no block", [{ changes: [[keyOf(0), null]] }]],
    ["another block", [{ ...answerOf([[keyOf(0), null]]), block: `0x${"12".repeat(32)}` }]],
    ["a change that is no pair", [answerOf([null])]],
    ["a key that is no hex", [answerOf([["key", "0x00"]])]],
    ["a value that is no hex", [answerOf([[keyOf(0), "00"]])]],
    ["half a digit pair", [answerOf([[keyOf(0), "0x0"]])]],
    ["a missing key", [answerOf([])]],
    ["another key", [answerOf([[keyOf(1), null]])]],
    [
      "a key too many",
      [
        answerOf([
          [keyOf(0), null],
          [keyOf(1), null],
        ]),
      ],
    ],
    [
      "one key twice",
      [
        answerOf([
          [keyOf(0), "0x00"],
          [keyOf(0), "0x01"],
        ]),
      ],
    ],
  ])("does not take %s for an answer", async (_, answer) => {
    const failure = readStorage(
      fakeClient(() => answer),
      { keys: keysTo(1), block },
    );
    await expect(failure).rejects.toBeInstanceOf(ChainError);
    await expect(failure).rejects.toMatchObject({ code: "CHAIN_BAD_ANSWER" });
  });
});
