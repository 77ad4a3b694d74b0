import { describe, expect, it } from "vitest";
import { fakeClient } from "../../testing/fake-client.ts";
import type { Hex } from "../runtime/storage-schema.ts";
import { listKeys } from "./list-keys.ts";

const block = { number: 1, hash: `0x${"11".repeat(32)}` as const, timestamp: 0 };
const keyOf = (number: number): Hex => `0xaa${number.toString(16).padStart(6, "0")}`;

describe("listKeys", () => {
  it.each([
    [0, 1],
    [999, 1],
    [1000, 2],
    [2500, 3],
  ])("reads %i keys in %i calls", async (count, calls) => {
    const all = Array.from({ length: count }, (_, i) => keyOf(i));
    const starts: unknown[] = [];
    const client = fakeClient((_method, [prefix, size, start, at]) => {
      expect([prefix, size, at]).toEqual(["0xaa", 1000, block.hash]);
      starts.push(start);
      const from = start === null ? 0 : all.indexOf(start as Hex) + 1;
      return all.slice(from, from + 1000);
    });
    await expect(listKeys(client, { prefix: "0xaa", block })).resolves.toEqual(all);
    expect(starts).toHaveLength(calls);
    expect(starts[0]).toBeNull();
  });

  it.each([
    ["null", null],
    ["no hex", ["key"]],
    ["keys of another prefix", ["0xbb00"]],
    ["keys in another order", [keyOf(2), keyOf(1)]],
    ["the same key twice", [keyOf(1), keyOf(1)]],
    ["more than a page", Array.from({ length: 1001 }, (_, i) => keyOf(i))],
  ])("does not take %s for an answer", async (_, page) => {
    await expect(
      listKeys(
        fakeClient(() => page),
        { prefix: "0xaa", block },
      ),
    ).rejects.toMatchObject({ code: "CHAIN_BAD_ANSWER" });
  });

  it("does not ask for ever when a node gives the same full page again", async () => {
    const page = Array.from({ length: 1000 }, (_, i) => keyOf(i));
    let calls = 0;
    const client = fakeClient(() => {
      calls += 1;
      return page;
    });
    await expect(listKeys(client, { prefix: "0xaa", block })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
    });
    expect(calls).toBe(2);
  });

  it("does not ask for ever when a node makes up new keys", async () => {
    let calls = 0;
    const client = fakeClient(() => {
      calls += 1;
      return Array.from({ length: 1000 }, (_, i) => keyOf(calls * 1000 + i));
    });
    await expect(listKeys(client, { prefix: "0xaa", block })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("250000 keys and more") as string,
    });
    expect(calls).toBe(250);
  });
});
