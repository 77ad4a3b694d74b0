import { describe, expect, it } from "vitest";
import { connectWorld } from "../testing/connect-world.ts";
import { withoutItems } from "../testing/altered-client.ts";
import { accountId, chainWorld, commitment, neuron, subnet } from "../testing/world.ts";
import { getCommitments } from "./get-commitments.ts";
import { getSubnet } from "./get-subnet.ts";

describe("getCommitments", () => {
  it("takes two data calls for 10 subnets of 256 neurons", async () => {
    const netuids = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const { server, client, block } = await connectWorld(
      chainWorld(netuids.map((netuid) => subnet(netuid, {}, 256))),
    );
    const neuronCounts = new Map(netuids.map((netuid) => [netuid, 256]));
    const found = await getCommitments(client, { block, netuids, neuronCounts });
    expect(server.counts.dataCalls).toBe(2);
    expect(server.counts.total).toBe(2);
    expect([...found.keys()]).toEqual(netuids);
    for (const { netuid, hotkeys, entries } of found.values()) {
      expect(hotkeys).toHaveLength(256);
      expect([...entries.keys()]).toEqual(hotkeys);
      const last = entries.get(hotkeys[255]!);
      expect(last).toMatchObject({
        status: "present",
        commitment: { hotkey: hotkeys[255], block: 6_000_000 + netuid * 1000 + 255 },
      });
    }
  });

  it("agrees with getSubnet, reveals, stale and ill-formed ones included", async () => {
    const { client, block } = await connectWorld(
      chainWorld([
        subnet(5, {
          neurons: [1, 2, 3, 4].map((number) => neuron(number)),
          commitments: [
            commitment(1, { revealed: [{ bytes: Buffer.from("hello"), block: 9 }] }),
            commitment(2, { encoded: Uint8Array.of(1, 2, 3) }),
            commitment(9),
          ],
        }),
      ]),
    );
    const found = await getCommitments(client, {
      block,
      netuids: [5],
      neuronCounts: new Map([[5, 4]]),
    });
    const { neurons, commitments } = await getSubnet(client, { netuid: 5, block });
    expect(found.get(5)?.hotkeys).toEqual(neurons.map(({ hotkey }) => hotkey));
    expect(found.get(5)?.entries).toEqual(commitments);
    expect([...commitments.values()].map(({ status }) => status)).toEqual([
      "present",
      "undecodable",
      "absent",
      "absent",
    ]);
  });

  it("keeps what one hotkey published in two subnets apart", async () => {
    const shared = [neuron(1)];
    const { client, block } = await connectWorld(
      chainWorld([
        subnet(1, { neurons: shared, commitments: [commitment(1, { block: 11 })] }),
        subnet(2, { neurons: shared, commitments: [commitment(1, { block: 22 })] }),
      ]),
    );
    const found = await getCommitments(client, {
      block,
      netuids: [1, 2, 2],
      neuronCounts: new Map([
        [1, 1],
        [2, 1],
      ]),
    });
    const schema = await client.getSchema(block.hash);
    const hotkey = schema.encodeAddress(accountId(1));
    expect(found.size).toBe(2);
    expect(found.get(1)?.entries.get(hotkey)).toMatchObject({ commitment: { block: 11 } });
    expect(found.get(2)?.entries.get(hotkey)).toMatchObject({ commitment: { block: 22 } });
  });

  it("passes over slots without a neuron", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    const found = await getCommitments(client, {
      block,
      netuids: [1, 7],
      neuronCounts: new Map([
        [1, 5],
        [7, 2],
      ]),
    });
    expect(found.get(1)?.hotkeys).toHaveLength(3);
    expect(found.get(7)).toEqual({ netuid: 7, hotkeys: [], entries: new Map() });
  });

  it("asks for nothing about no subnets", async () => {
    const { server, client, block } = await connectWorld(chainWorld([]));
    const found = await getCommitments(client, { block, netuids: [], neuronCounts: new Map() });
    expect(found.size).toBe(0);
    expect(server.counts.total).toBe(0);
  });

  it("does without reveals in a runtime that has none", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    const older = withoutItems(client, ["RevealedCommitments"]);
    const found = await getCommitments(older, {
      block,
      netuids: [1],
      neuronCounts: new Map([[1, 3]]),
    });
    expect([...(found.get(1)?.entries.values() ?? [])].map(({ status }) => status)).toEqual([
      "present",
      "present",
      "present",
    ]);
  });

  it("refuses a netuid without a count", async () => {
    const { server, client, block } = await connectWorld(chainWorld([]));
    await expect(
      getCommitments(client, { block, netuids: [3], neuronCounts: new Map() }),
    ).rejects.toThrow(new RangeError("neuronCounts must have netuid 3"));
    expect(server.counts.total).toBe(0);
  });
});
