import type { BlockRef } from "@flock-tools/core";
import { describe, expect, it } from "vitest";
import { connectWorld } from "../testing/connect-world.ts";
import { fakeClient } from "../testing/fake-client.ts";
import { chainWorld } from "../testing/world.ts";
import type { ChainClient } from "./client.ts";
import { getBlockAt } from "./get-block-at.ts";
import type { StorageSchema } from "./runtime/storage-schema.ts";

/** `Timestamp.set` of pallet 2 as an extrinsic of format 4, the time in 8 bytes. */
function inherent(time: number): string {
  const body = Buffer.from("30040200130000000000000000", "hex");
  body.writeBigUInt64LE(BigInt(time), 5);
  return `0x${body.toString("hex")}`;
}

const hashOf = (number: number): `0x${string}` => `0x${number.toString(16).padStart(64, "0")}`;

const headerOf = (number: number) => ({
  number: `0x${number.toString(16)}`,
  parentHash: hashOf(number - 1),
});

/** A chain of these timestamps (index = number; block 0 has none) and a count of its probes. */
function chainOf(timestamps: readonly number[]): {
  client: ChainClient;
  block: BlockRef;
  probes: number[];
} {
  const probes: number[] = [];
  const schema = { timestampSet: [2, 0] } as unknown as StorageSchema;
  const client = fakeClient((method, [param]) => {
    if (method === "chain_getBlockHash") return hashOf(param as number);
    expect(method).toBe("chain_getBlock");
    const number = Number(param);
    probes.push(number);
    return {
      block: {
        header: headerOf(number),
        extrinsics: ["0x1004050000", inherent(timestamps[number]!)],
      },
    };
  }, schema);
  const number = timestamps.length - 1;
  return {
    client,
    probes,
    block: { number, hash: hashOf(number), timestamp: timestamps[number]! },
  };
}

function bruteForce(timestamps: readonly number[], time: number): number {
  let found = 0;
  for (const [number, timestamp] of timestamps.entries()) {
    if (number > 0 && timestamp <= time) found = number;
  }
  return found;
}

const START = 1_700_000_000_000;
const steady = Array.from({ length: 5000 }, (_, n) => START + 12_000 * n);
const fast = Array.from({ length: 5000 }, (_, n) => START + 250 * n);
const slow = Array.from({ length: 5000 }, (_, n) => START + 60_000 * n);
const halted = steady.map((time, n) => time + (n > 3000 ? 86_400_000 : 0));
const ragged = steady.map((_, n) => START + Math.floor((12_000 * n ** 1.5) / 70));
const level = steady.map((_, n) => START + 12_000 * Math.floor(n / 3));

describe("getBlockAt", () => {
  it.each([
    ["steady", steady, 2],
    ["fast", fast, 39],
    ["slow", slow, 39],
    ["halted for a day", halted, 6],
    ["ragged", ragged, 39],
    ["with equal timestamps", level, 39],
  ])("is exact on a chain that is %s, in at most so many probes", async (_, timestamps, most) => {
    for (const number of [1, 2, 3, 700, 2499, 2999, 3000, 3001, 4000, 4997, 4998, 4999]) {
      for (const offset of [-1, 0, 1, 5_999]) {
        const { client, block, probes } = chainOf(timestamps);
        const time = timestamps[number]! + offset;
        expect(await getBlockAt(client, { time, block })).toBe(bruteForce(timestamps, time));
        expect(probes.length).toBeLessThanOrEqual(most);
        expect(new Set(probes).size).toBe(probes.length);
      }
    }
  });

  it("needs no probe for a time at or after the newest block", async () => {
    const { client, block, probes } = chainOf(steady);
    await expect(getBlockAt(client, { time: block.timestamp, block })).resolves.toBe(4999);
    await expect(getBlockAt(client, { time: Infinity, block })).resolves.toBe(4999);
    expect(probes).toEqual([]);
  });

  it("answers 0 for a time before the first timestamp", async () => {
    const { client, block } = chainOf(steady);
    await expect(getBlockAt(client, { time: 0, block })).resolves.toBe(0);
    await expect(getBlockAt(client, { time: -Infinity, block })).resolves.toBe(0);
  });

  it("refuses a time that is none", async () => {
    const { client, block } = chainOf(steady);
    await expect(getBlockAt(client, { time: Number.NaN, block })).rejects.toThrow(RangeError);
  });

  it.each([
    ["no block", null, "CHAIN_STATE_DISCARDED"],
    ["no header", { block: {} }, "CHAIN_BAD_ANSWER"],
    ["another block", { block: { header: headerOf(7) } }, "CHAIN_BAD_ANSWER"],
    ["no extrinsics", { block: { header: headerOf(1) } }, "CHAIN_BAD_ANSWER"],
    [
      "no timestamp",
      { block: { header: headerOf(1), extrinsics: ["0x1004050000", "junk", 7] } },
      "CHAIN_BAD_ANSWER",
    ],
  ])("does not take %s for an answer", async (_, answer, code) => {
    const { block } = chainOf(steady);
    const schema = { timestampSet: [2, 0] } as unknown as StorageSchema;
    const client = fakeClient(
      (method) => (method === "chain_getBlock" ? answer : block.hash),
      schema,
    );
    await expect(getBlockAt(client, { time: START, block })).rejects.toMatchObject({
      code,
    });
  });

  it.each([0, -1, 1, -12_000, -12_001, -5_000_000 * 12_000, -5_000_000 * 12_000 - 1])(
    "finds the block %i ms from the head of a real wire, in at most four small calls",
    async (offset) => {
      const { server, client, block } = await connectWorld(chainWorld([]));
      const number = await getBlockAt(client, { time: block.timestamp + offset, block });
      expect(number).toBe(7_000_000 + Math.min(0, Math.floor(offset / 12_000)));
      expect(server.counts.dataCalls).toBe(0);
      expect(server.counts.total).toBeLessThanOrEqual(4);
    },
  );

  it("stops with the very reason", async () => {
    const { server, client, block } = await connectWorld(chainWorld([]));
    for (const method of ["chain_getBlockHash", "chain_getBlock"]) {
      const reason = new Error(method);
      const controller = new AbortController();
      server.use((request) => {
        if (request.method !== method) return undefined;
        controller.abort(reason);
        return "stall";
      });
      const { signal } = controller;
      await expect(getBlockAt(client, { time: 1_700_000_000_000, block, signal })).rejects.toBe(
        reason,
      );
    }
  });
});
