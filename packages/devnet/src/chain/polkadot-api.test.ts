import type { ApiPromise } from "@polkadot/api";
import { encodeAddress } from "@polkadot/util-crypto";
import { connectApi } from "../../testing/connect-api.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createChain,
  createCommitment,
  createNeuron,
  createSubnet,
  keyOf,
} from "../../testing/chain-world.ts";
import { type ChainServer, startChainServer } from "./start-chain-server.ts";
import { STORAGE } from "./storage-layout.ts";

type ApiAt = Awaited<ReturnType<ApiPromise["at"]>>;
type Entry = ApiAt["query"][string][string];

const TEXT = "alice/set:comp:0123456789abcdef0123456789abcdef01234567";
const MINER = keyOf(1_001);
const GONE = keyOf(77);
const address = (key: Uint8Array): string => encodeAddress(key, 42);
const ss58 = (number: number): string => address(keyOf(number));

const world = createChain({
  subnets: [
    createSubnet({
      netuid: 1,
      name: "unnamed",
      symbol: "\u{03B1}",
      identity: undefined,
      neurons: [],
    }),
    createSubnet({
      neurons: [createNeuron(0), createNeuron(1), createNeuron(2, { stake: 2n ** 60n })],
      commitments: [
        createCommitment(MINER, {
          fields: [{ type: "raw", bytes: Buffer.from(TEXT) }, { type: "reset-bonds" }],
          revealed: [{ bytes: Buffer.from("secret"), block: 650 }],
        }),
        createCommitment(GONE, { block: 601, encoded: Uint8Array.of(1, 2, 3) }),
      ],
    }),
  ],
});

describe("an unmodified @polkadot/api", () => {
  let server: ChainServer;
  let api: ApiPromise;
  let at: ApiAt;
  let head: string;

  beforeAll(async () => {
    server = await startChainServer({ world });
    api = await connectApi(server.url);
    head = (await api.rpc.chain.getFinalizedHead()).toHex();
    at = await api.at(head);
  });
  afterAll(async () => {
    await api.disconnect();
    await server.close();
  });

  const entry = (name: string): Entry => {
    const [pallet = "", item = ""] = name.split(".");
    const method =
      at.query[pallet[0]!.toLowerCase() + pallet.slice(1)]?.[
        item[0]!.toLowerCase() + item.slice(1)
      ];
    if (method === undefined) throw new Error(`no storage item ${name}`);
    return method;
  };

  it("learns of the chain", () => {
    expect(api.genesisHash.toHex()).toBe(world.genesisHash);
    expect(api.runtimeVersion.specVersion.toNumber()).toBe(425);
    expect(api.runtimeVersion.specName.toString()).toBe("node-subtensor");
    expect(api.registry.chainSS58).toBe(42);
    expect(api.registry.chainTokens).toEqual(["TAO"]);
    expect(api.registry.chainDecimals).toEqual([9]);
    expect(api.consts["system"]!["ss58Prefix"]!.toString()).toBe("42");
  });

  const items: Readonly<Record<string, readonly (readonly [args: unknown[], value: unknown])[]>> = {
    "System.Events": [[[], []]],
    "System.Number": [[[], 10_000]],
    "Timestamp.Now": [[[], 1_790_000_000_000]],
    "SubtensorModule.NetworksAdded": [
      [[96], true],
      [[1], true],
      [[2], false],
    ],
    "SubtensorModule.SubnetworkN": [
      [[96], 3],
      [[1], 0],
      [[2], 0],
    ],
    "SubtensorModule.SubnetOwner": [[[96], ss58(11)]],
    "SubtensorModule.SubnetOwnerHotkey": [[[96], ss58(10)]],
    "SubtensorModule.TokenSymbol": [
      [[96], "0xcf86"],
      [[1], "0xceb1"],
      [[2], "0xf09d9c8f"],
    ],
    "SubtensorModule.NetworkRegisteredAt": [
      [[96], 400],
      [[2], 0],
    ],
    "SubtensorModule.TotalNetworks": [[[], 2]],
    "SubtensorModule.MechanismCountCurrent": [[[96], 1]],
    "SubtensorModule.MechanismEmissionSplit": [[[96], null]],
    "SubtensorModule.Tempo": [
      [[96], 360],
      [[2], 360],
    ],
    "SubtensorModule.Burn": [[[96], 100_000_000]],
    "SubtensorModule.SubnetIdentitiesV3": [
      [
        [96],
        {
          subnetName: `0x${Buffer.from("FLock OFF").toString("hex")}`,
          githubRepo: `0x${Buffer.from("https://github.com/FLock-io/FLOCK-off").toString("hex")}`,
          subnetContact: "0x",
          subnetUrl: "0x",
          discord: "0x",
          description: "0x",
          logoUrl: "0x",
          additional: "0x",
        },
      ],
      [[1], null],
    ],
    "SubtensorModule.Active": [[[96], [true, false, true]]],
    "SubtensorModule.ValidatorPermit": [[[96], [true, false, false]]],
    "SubtensorModule.Incentive": [[[96], [0, 0, 0]]],
    "SubtensorModule.Dividends": [[[96], [0, 0, 0]]],
    "SubtensorModule.Consensus": [[[96], [0, 0, 0]]],
    "SubtensorModule.Emission": [[[96], [0, 0, 0]]],
    "SubtensorModule.LastUpdate": [
      [[96], [500, 501, 502]],
      [[1], []],
    ],
    "SubtensorModule.Keys": [
      [[96, 0], ss58(1_000)],
      [[96, 2], ss58(1_002)],
      [[96, 3], encodeAddress(new Uint8Array(32), 42)],
    ],
    "SubtensorModule.BlockAtRegistration": [
      [[96, 1], 501],
      [[96, 3], 0],
    ],
    "SubtensorModule.Uids": [
      [[96, MINER], 1],
      [[1, MINER], null],
    ],
    "SubtensorModule.Owner": [
      [[MINER], ss58(2_001)],
      [[keyOf(10)], ss58(11)],
    ],
    "SubtensorModule.TotalHotkeyAlpha": [
      [[keyOf(1_000), 96], 0],
      [[MINER, 96], 1_000_000_007],
      [[keyOf(1_002), 96], "0x1000000000000000"],
    ],
    "Commitments.CommitmentOf": [
      [
        [96, MINER],
        {
          deposit: 7,
          block: 600,
          info: {
            fields: [{ raw55: `0x${Buffer.from(TEXT).toString("hex")}` }, { resetBondsFlag: null }],
          },
        },
      ],
      [[96, keyOf(1_000)], null],
    ],
    "Commitments.LastCommitment": [
      [[96, MINER], 600],
      [[96, GONE], 601],
      [[96, keyOf(1_000)], null],
    ],
    "Commitments.LastBondsReset": [
      [[96, MINER], 600],
      [[96, GONE], null],
    ],
    "Commitments.RevealedCommitments": [
      [[96, MINER], [["0x18736563726574", 650]]],
      [[96, GONE], null],
    ],
  };

  it.each(Object.entries(items))("reads %s", async (name, cases) => {
    for (const [args, value] of cases) {
      const read = await entry(name)(...args);
      expect([args, read.toJSON()]).toEqual([args, value]);
    }
  });

  it("has read every item there is", () => {
    const covered = [...Object.keys(items), "System.ParentHash"];
    expect(covered.toSorted()).toEqual(Object.keys(STORAGE).toSorted());
  });

  it("reads the parent's hash as the header names it", async () => {
    const header = await api.rpc.chain.getHeader(head);
    const parent = await entry("System.ParentHash")();
    expect(parent.toHex()).toBe(header.parentHash.toHex());
    expect(parent.toHex()).toBe((await api.rpc.chain.getBlockHash(9_999)).toHex());
  });

  it("gets ill-formed values byte for byte", async () => {
    const key = api.query["commitments"]!["commitmentOf"]!.key(96, GONE);
    const raw = await api.rpc.state.getStorage.raw(key);
    expect(raw).toBe("0x010203");
  });

  it("finds all keys of a map under one netuid", async () => {
    const keys = await entry("Commitments.CommitmentOf").keys(96);
    const hotkeys = keys.map((key) => key.args[1]!.toString());
    expect(hotkeys.toSorted()).toEqual([address(MINER), address(GONE)].toSorted());
    expect(await entry("SubtensorModule.Uids").entries(1)).toEqual([]);
    expect(await entry("SubtensorModule.Keys").entries(96)).toHaveLength(3);
  });

  it("computes the hash that the chain says", async () => {
    for (const number of [9_702, 9_999, 10_000]) {
      const hash = await api.rpc.chain.getBlockHash(number);
      const header = await api.rpc.chain.getHeader(hash);
      expect([header.number.toNumber(), header.hash.toHex()]).toEqual([number, hash.toHex()]);
    }
  });

  it("decodes blocks, and finds their times in them", async () => {
    for (const [number, time] of [
      [10_000, 1_790_000_000_000],
      [9_800, 1_789_997_600_000],
    ]) {
      const hash = await api.rpc.chain.getBlockHash(number);
      const { block } = await api.rpc.chain.getBlock(hash);
      const [inherent] = block.extrinsics;
      expect(block.extrinsics).toHaveLength(1);
      expect(inherent!.method.toHuman()).toMatchObject({ section: "timestamp", method: "set" });
      expect(inherent!.isSigned).toBe(false);
      expect(Number(inherent!.args[0]!.toString())).toBe(time);
    }
  });

  it("follows the head", async () => {
    const server2 = await startChainServer({ world });
    const api2 = await connectApi(server2.url);
    try {
      const seen: number[] = [];
      const three = new Promise<void>((resolve, reject) => {
        api2.rpc.chain
          .subscribeNewHeads((header) => {
            seen.push(header.number.toNumber());
            if (seen.length < 3) server2.advance((chain) => chain);
            else resolve();
          })
          .catch(reject);
      });
      await three;
      expect(seen).toEqual([10_000, 10_001, 10_002]);
      const now = await api2.query["timestamp"]!["now"]!();
      expect(Number(now.toString())).toBe(1_790_000_024_000);
    } finally {
      await api2.disconnect();
      await server2.close();
    }
  });
});
