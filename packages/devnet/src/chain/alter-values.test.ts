import { describe, expect, it } from "vitest";
import { createChain, createCommitment, createSubnet, keyOf } from "../../testing/chain-world.ts";
import type { RawClient } from "../../testing/raw-client.ts";
import { withServer } from "../../testing/with-chain-server.ts";
import { alterValues, type AlterValuesOptions } from "./alter-values.ts";
import { createStorageKeys } from "./storage-keys.ts";

const NETUID_96 = "6000";
const keys = createStorageKeys();
const SYMBOL = keys.key("SubtensorModule.TokenSymbol", NETUID_96);
const OWNER = keys.key("SubtensorModule.SubnetOwner", NETUID_96);

/** What the two ways to read a value say, each about two keys. */
async function readTwice(client: RawClient, wanted: readonly string[]): Promise<unknown[]> {
  const [{ changes }] = await client.call<[{ changes: [string, string][] }]>(
    "state_queryStorageAt",
    [wanted],
  );
  const single = await Promise.all(wanted.map((key) => client.call("state_getStorage", [key])));
  expect(changes.map(([, value]) => value)).toEqual(single);
  expect(changes.map(([key]) => key)).toEqual(wanted);
  return single;
}

describe("a storage value", () => {
  const commitments = [createCommitment(keyOf(1000)), createCommitment(keyOf(1001))];
  const world = createChain({ subnets: [createSubnet({ commitments })] });
  const [mine, other] = commitments.map(({ hotkey }) =>
    keys.key("Commitments.CommitmentOf", NETUID_96, Buffer.from(hotkey).toString("hex")),
  ) as [string, string];

  it.each<[AlterValuesOptions["to"], (value: string) => string | null]>([
    ["short", (value) => value.slice(0, -2)],
    ["long", (value) => `${value}00`],
    ["undecodable", (value) => `0x${"ff".repeat(value.length / 2 - 1)}`],
    ["missing", () => null],
  ])("of one hotkey is %s, and that of another is not", async (to, change) => {
    await withServer({ world }, async (server, client) => {
      const [before, untouched] = (await readTwice(client, [mine, other])) as [string, string];
      server.use(() => alterValues({ item: "Commitments.CommitmentOf", hotkey: keyOf(1000), to }));
      expect(await readTwice(client, [mine, other])).toEqual([change(before), untouched]);
    });
  });

  it("of one item is altered, and that of another is not", async () => {
    await withServer({ world }, async (server, client) => {
      server.use(() => alterValues({ item: "SubtensorModule.TokenSymbol", to: "short" }));
      const owner = `0x${Buffer.from(keyOf(11)).toString("hex")}`;
      expect(await readTwice(client, [SYMBOL, OWNER])).toEqual(["0x08cf", owner]);
      expect(await client.call("state_call", ["Core_version", "0x"])).toMatch(/^0x/);
    });
  });

  it("of any kind is altered, answers of runtime calls among them, but no value that is none", async () => {
    await withServer({ world }, async (server, client) => {
      const before = await client.call<string>("state_call", ["Core_version", "0x"]);
      server.use(() => alterValues({ to: "short" }));
      const owner = `0x${Buffer.from(keyOf(11)).toString("hex")}`;
      expect(await readTwice(client, [SYMBOL, OWNER, "0x00"])).toEqual([
        "0x08cf",
        owner.slice(0, -2),
        null,
      ]);
      expect(await client.call("state_call", ["Core_version", "0x"])).toBe(before.slice(0, -2));
      expect(await client.call("chain_getHeader")).toMatchObject({ number: "0x2710" });
      const { error } = await client.request("state_call", ["No_such", "0x"]);
      expect(error?.message).toContain("No_such is not found");
    });
  });
});
