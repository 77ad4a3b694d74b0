import { describe, expect, it } from "vitest";
import { connectWorld } from "../testing/connect-world.ts";
import { withoutItems, withValue } from "../testing/altered-client.ts";
import { chainWorld, subnet } from "../testing/world.ts";
import { listSubnets } from "./list-subnets.ts";

const NETUIDS = [256, 0, 1, 96, 255, 65_535];

describe("listSubnets", () => {
  it("gives what the chain says of each, by netuid", async () => {
    const subnets = NETUIDS.map((netuid) => subnet(netuid, {}, netuid % 5));
    const { client, block } = await connectWorld(chainWorld(subnets));
    const summaries = await listSubnets(client, { block });
    expect(summaries.map(({ netuid }) => netuid)).toEqual([0, 1, 96, 255, 256, 65_535]);
    expect(summaries[2]).toEqual({
      netuid: 96,
      name: "Subnet 96",
      symbol: "τ",
      githubRepo: "https://github.com/example/96",
      neuronCount: 1,
      registeredAt: 146,
      ownerHotkey: expect.stringMatching(/^5[1-9A-HJ-NP-Za-km-z]{47}$/) as string,
    });
  });

  it("takes two data calls for 130 subnets", async () => {
    const subnets = Array.from({ length: 130 }, (_, netuid) => subnet(netuid, {}, 1));
    const { server, client, block } = await connectWorld(chainWorld(subnets));
    await expect(listSubnets(client, { block })).resolves.toHaveLength(130);
    expect(server.counts.dataCalls).toBe(2);
    expect(server.counts.total).toBe(2);
  });

  it("takes one data call for none", async () => {
    const { server, client, block } = await connectWorld(chainWorld([]));
    await expect(listSubnets(client, { block })).resolves.toEqual([]);
    expect(server.counts.dataCalls).toBe(1);
  });

  it("says that there is no name where there is none, or an empty one", async () => {
    const { client, block } = await connectWorld(
      chainWorld([
        subnet(1, { identity: undefined }),
        subnet(2, { name: "", identity: { githubRepo: "" } }),
      ]),
    );
    for (const summary of await listSubnets(client, { block })) {
      expect(summary).toMatchObject({ name: undefined, githubRepo: undefined, symbol: "τ" });
    }
  });

  it("reads hostile names as they are", async () => {
    const name = "\u001b[31m\u202e\u0000 netuid 96";
    const { client, block } = await connectWorld(chainWorld([subnet(1, { name })]));
    expect((await listSubnets(client, { block }))[0]?.name).toBe(name);
  });

  it("leaves out networks that were taken away", async () => {
    const { server, client, block } = await connectWorld(chainWorld([subnet(1), subnet(2)]));
    const added = (await client.getSchema(block.hash)).getItem("SubtensorModule", "NetworksAdded");
    const altered = withValue(client, added.key(1), "0x00");
    expect((await listSubnets(altered, { block })).map(({ netuid }) => netuid)).toEqual([2]);
    expect(server.counts.dataCalls).toBe(2);
  });

  it("takes an owner that is not stored for none", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    const schema = await client.getSchema(block.hash);
    const owner = schema.getItem("SubtensorModule", "SubnetOwnerHotkey").key(1);
    const [before] = await listSubnets(client, { block });
    expect(before?.ownerHotkey).toMatch(/^5/);
    const [summary] = await listSubnets(withValue(client, owner, null), { block });
    expect(Object.keys(summary ?? {})).not.toContain("ownerHotkey");
  });

  it("reads runtimes that keep less of a subnet", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    const older = withoutItems(client, ["SubnetIdentitiesV3", "SubnetOwnerHotkey", "TokenSymbol"]);
    expect(await listSubnets(older, { block })).toEqual([
      {
        netuid: 1,
        name: undefined,
        symbol: "",
        githubRepo: undefined,
        neuronCount: 3,
        registeredAt: 51,
      },
    ]);
  });

  it.each(["NetworksAdded", "SubnetworkN", "NetworkRegisteredAt", "SubnetOwner"])(
    "names %s when a runtime does not have it",
    async (name) => {
      const { client, block } = await connectWorld(chainWorld([subnet(1)]));
      await expect(listSubnets(withoutItems(client, [name]), { block })).rejects.toMatchObject({
        code: "CHAIN_BAD_ANSWER",
        message: expect.stringContaining(`SubtensorModule.${name}`) as string,
      });
    },
  );

  it("names the item whose value cannot be read", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    const size = (await client.getSchema(block.hash)).getItem("SubtensorModule", "SubnetworkN");
    const altered = withValue(client, size.key(1), "0x010203");
    await expect(listSubnets(altered, { block })).rejects.toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("SubtensorModule.SubnetworkN") as string,
    });
  });
});
