import type { WorldCommitment } from "@flock-tools/devnet";
import { describe, expect, it } from "vitest";
import { connectWorld } from "../testing/connect-world.ts";
import { withoutItems, withValue } from "../testing/altered-client.ts";
import { accountId, chainWorld, commitment, neuron, subnet } from "../testing/world.ts";
import { getFinalizedBlock } from "./get-finalized-block.ts";
import { getSubnet } from "./get-subnet.ts";

describe("getSubnet", () => {
  it("gives the subnet, its neurons and what they published", async () => {
    const { client, block } = await connectWorld(
      chainWorld([
        subnet(96, {
          neurons: [
            neuron(1, { stake: 2n ** 64n - 1n }),
            neuron(2, { stake: 0n, registeredAt: 0 }),
          ],
          commitments: [commitment(1), commitment(3), commitment(4)],
        }),
        subnet(97),
      ]),
    );
    const schema = await client.getSchema(block.hash);
    const address = (number: number): string => schema.encodeAddress(accountId(number));
    const found = await getSubnet(client, { netuid: 96, block });
    expect(found).toMatchObject({
      block,
      netuid: 96,
      name: "Subnet 96",
      symbol: "τ",
      githubRepo: "https://github.com/example/96",
      ownerHotkey: address(2_000_096),
      ownerColdkey: address(3_000_096),
      registeredAt: 146,
      neurons: [
        {
          uid: 0,
          hotkey: address(1),
          coldkey: address(1_000_001),
          registeredAt: 101,
          stake: 2n ** 64n - 1n,
        },
        { uid: 1, hotkey: address(2), coldkey: address(1_000_002), registeredAt: 0, stake: 0n },
      ],
    });
    expect([...found.commitments]).toMatchObject([
      [
        address(1),
        {
          status: "present",
          commitment: {
            hotkey: address(1),
            block: 6_000_001,
            fields: [{ type: "raw" }],
            revealed: [],
          },
        },
      ],
      [address(2), { status: "absent" }],
    ]);
    expect(found.staleCommitments.toSorted()).toEqual([address(3), address(4)].toSorted());
  });

  it.each([
    ["storage", 0, 2],
    ["storage", 1, 3],
    ["storage", 256, 3],
    ["storage", 257, 4],
    ["storage", 600, 4],
    ["runtime-api", 0, 2],
    ["runtime-api", 1, 2],
    ["runtime-api", 600, 2],
  ] as const)("reads, via %s, %i neurons in %i data calls", async (...[via, size, calls]) => {
    const { server, client, block } = await connectWorld(chainWorld([subnet(1, {}, size)]));
    const { neurons, commitments, staleCommitments } = await getSubnet(client, {
      netuid: 1,
      block,
      via,
    });
    expect(server.counts.dataCalls).toBe(calls);
    expect(server.counts.total).toBe(calls);
    expect(neurons.map(({ uid }) => uid)).toEqual(Array.from({ length: size }, (_, uid) => uid));
    expect(commitments.size).toBe(size);
    expect(staleCommitments).toEqual([]);
  });

  it("counts stale commitments beyond a page of keys", async () => {
    const commitments = Array.from({ length: 2100 }, (_, number) => commitment(number));
    const { server, client, block } = await connectWorld(
      chainWorld([subnet(1, { neurons: [neuron(0), neuron(1)], commitments })]),
    );
    const found = await getSubnet(client, { netuid: 1, block, via: "storage" });
    expect(found.staleCommitments).toHaveLength(2098);
    expect(server.counts.byKind).toEqual({ state_getKeysPaged: 3, state_queryStorageAt: 2 });
  });

  it("makes a finding of an ill-formed commitment and reads all the others", async () => {
    const illFormed: readonly Uint8Array[] = [
      new Uint8Array(),
      Uint8Array.of(1),
      new Uint8Array(64).fill(0xff),
    ];
    const commitments: WorldCommitment[] = illFormed.map((encoded, number) =>
      commitment(number, { encoded }),
    );
    const { client, block } = await connectWorld(
      chainWorld([
        subnet(1, {
          neurons: [0, 1, 2, 3].map((number) => neuron(number)),
          commitments: [...commitments, commitment(3)],
        }),
      ]),
    );
    const entries = [...(await getSubnet(client, { netuid: 1, block })).commitments.values()];
    expect(entries.map(({ status }) => status)).toEqual([
      "undecodable",
      "undecodable",
      "undecodable",
      "present",
    ]);
    expect(entries.slice(0, 3).map((entry) => "encoded" in entry && entry.encoded)).toEqual(
      illFormed,
    );
  });

  it("reads every kind of field over the wire, and reveals without their length", async () => {
    const fields: WorldCommitment["fields"] = [
      { type: "timelocked", bytes: Uint8Array.of(1, 2), revealRound: 2n ** 63n },
      { type: "big-raw", bytes: new Uint8Array(512).fill(65) },
      { type: "reset-bonds" },
    ];
    const revealed = [{ bytes: new Uint8Array(100).fill(66), block: 5 }];
    const { client, block } = await connectWorld(
      chainWorld([
        subnet(1, { neurons: [neuron(1)], commitments: [commitment(1, { fields, revealed })] }),
      ]),
    );
    const [entry] = (await getSubnet(client, { netuid: 1, block })).commitments.values();
    expect(entry).toMatchObject({ status: "present", commitment: { fields, revealed } });
  });

  it("says that there is no such subnet, at that block", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    server.advance((chain) => ({ ...chain, subnets: [subnet(1), subnet(2)] }));
    await expect(getSubnet(client, { netuid: 2, block })).rejects.toMatchObject({
      code: "CHAIN_SUBNET_NOT_FOUND",
      kind: "chain",
      message: "there is no subnet 2 at block 7000000",
    });
    const now = await getFinalizedBlock(client);
    await expect(getSubnet(client, { netuid: 2, block: now })).resolves.toMatchObject({
      netuid: 2,
    });
  });

  it("reads at the block it is given, whatever comes after", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    server.advance((chain) => ({ ...chain, subnets: [subnet(1, {}, 5)] }));
    expect((await getSubnet(client, { netuid: 1, block })).neurons).toHaveLength(3);
  });

  it.each([-1, 0.5, 65_536, Number.NaN])("refuses netuid %d", async (netuid) => {
    const { client, block } = await connectWorld(chainWorld([]));
    await expect(getSubnet(client, { netuid, block })).rejects.toThrow(
      `netuid must be an integer from 0 to 65,535: got ${netuid}`,
    );
  });

  it("says that the state is gone, and where to find it", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    server.advance((chain) => ({ ...chain, headNumber: chain.headNumber + 302 }));
    await expect(getSubnet(client, { netuid: 1, block })).rejects.toMatchObject({
      code: "CHAIN_STATE_DISCARDED",
      next: expect.stringContaining("archive") as string,
    });
  });

  it("reads runtimes that keep less", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    const older = withoutItems(client, [
      "SubnetIdentitiesV3",
      "SubnetOwnerHotkey",
      "RevealedCommitments",
      "TotalHotkeyAlpha",
    ]);
    const found = await getSubnet(older, { netuid: 1, block });
    expect(found).toMatchObject({ name: undefined, ownerHotkey: undefined });
    expect(found.neurons.map(({ stake }) => stake)).toEqual([0n, 0n, 0n]);
    expect([...found.commitments.values()].every(({ status }) => status === "present")).toBe(true);
  });

  it.each(["Keys", "BlockAtRegistration", "Owner", "CommitmentOf"])(
    "names %s when a runtime does not have it",
    async (name) => {
      const { client, block } = await connectWorld(chainWorld([subnet(1)]));
      await expect(
        getSubnet(withoutItems(client, [name]), { netuid: 1, block, via: "storage" }),
      ).rejects.toMatchObject({
        code: "CHAIN_BAD_ANSWER",
        message: expect.stringContaining(`.${name}`) as string,
      });
    },
  );
});

describe("getSubnet from a node that answers badly", () => {
  const via = "storage";

  it("names the item of a neuron that is not there", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    const keys = (await client.getSchema(block.hash)).getItem("SubtensorModule", "Keys");
    const altered = withValue(client, keys.key(1, 2), null);
    await expect(getSubnet(altered, { netuid: 1, block, via })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("SubtensorModule.Keys") as string,
    });
    expect(server.counts.dataCalls).toBeGreaterThan(0);
  });

  it("does not take a registration beyond 2 ** 53 for a block", async () => {
    const { client, block } = await connectWorld(
      chainWorld([subnet(1, { neurons: [neuron(1, { registeredAt: Number.MAX_SAFE_INTEGER })] })]),
    );
    const found = await getSubnet(client, { netuid: 1, block, via });
    expect(found.neurons[0]?.registeredAt).toBe(Number.MAX_SAFE_INTEGER);
    const item = (await client.getSchema(block.hash)).getItem(
      "SubtensorModule",
      "BlockAtRegistration",
    );
    const altered = withValue(client, item.key(1, 0), "0x0000000000002000");
    await expect(getSubnet(altered, { netuid: 1, block, via })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("SubtensorModule.BlockAtRegistration") as string,
    });
  });

  // Which of the three data calls, by its place among all.
  it.each([1, 2, 3])("asks for all of it again after an error at data call %i", async (place) => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    const expected = await getSubnet(client, { netuid: 1, block, via });
    let calls = 0;
    server.use(() => {
      calls += 1;
      return calls === place ? { error: { code: -32_603, message: "Internal error" } } : undefined;
    });
    await expect(getSubnet(client, { netuid: 1, block, via })).resolves.toEqual(expected);
    expect(server.handshakes).toBe(1);
  });

  it("gives the error of a node that answers with nothing else, and stays usable", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    server.use(() => ({ error: { code: -32_603, message: "Internal error" } }));
    await expect(getSubnet(client, { netuid: 1, block, via })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("Internal error") as string,
      details: expect.stringContaining("tried 6 times") as string,
    });
    server.use(undefined);
    await expect(getSubnet(client, { netuid: 1, block, via })).resolves.toMatchObject({
      netuid: 1,
    });
  });

  it.each([1, 2, 3])("connects again where the connection ends at data call %i", async (place) => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    const expected = await getSubnet(client, { netuid: 1, block, via });
    server.counts.reset();
    let calls = 0;
    server.use(() => {
      calls += 1;
      return calls === place ? "close" : undefined;
    });
    await expect(getSubnet(client, { netuid: 1, block, via })).resolves.toEqual(expected);
    expect(server.handshakes).toBe(2);
    // Nothing but the genesis is asked for again, and the metadata of no runtime.
    expect(server.counts.byKind["chain_getBlockHash"]).toBe(1);
    expect(server.counts.byKind["state_call"]).toBeUndefined();
    expect(server.counts.byKind["state_getRuntimeVersion"]).toBeUndefined();
  });

  it.each([1, 2, 3])("stops at data call %i with the very reason", async (place) => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    const controller = new AbortController();
    const reason = new Error("stop");
    let calls = 0;
    server.use(() => {
      calls += 1;
      if (calls < place) return undefined;
      controller.abort(reason);
      return "stall";
    });
    const { signal } = controller;
    await expect(getSubnet(client, { netuid: 1, block, via, signal })).rejects.toBe(reason);
    await expect(getSubnet(client, { netuid: 1, block, via, signal })).rejects.toBe(reason);
  });
});
