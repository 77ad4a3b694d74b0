import {
  alterValues,
  type AlterValuesOptions,
  type ChainFault,
  type ChainServer,
  type StorageName,
} from "@flock-tools/devnet";
import { beforeAll, describe, expect, it } from "vitest";
import {
  DISTURBED_WORLD,
  fateOf,
  OTHER_SUBNETS,
  PATHS,
  readDisturbed,
  readUndisturbed,
  refusalOf,
  serveNodes,
  sweep,
  type Undisturbed,
  upgrade,
} from "../../testing/disturb.ts";
import type { Everything } from "../../testing/read-all.ts";
import { relay } from "../../testing/relay.ts";
import { connectChain } from "../connect-chain.ts";
import { accountId } from "../../testing/world.ts";
import { connectWorld } from "../../testing/connect-world.ts";
import { getSubnet } from "../get-subnet.ts";

/** The fifth request of a connection, which older nodes refuse: then the older form is read, and storage alone. */
const METADATA = 5;

let expected: Everything;
let afterUpgrade: Everything;
let frames: Undisturbed["frames"];

beforeAll(async () => {
  ({ expected, afterUpgrade, frames } = await readUndisturbed());
});

/** Nodes of which the first meets `act` at request number `place`, and what that returns. */
async function serveActing(
  count: number,
  place: number,
  act: (server: ChainServer) => ChainFault | undefined,
): Promise<ChainServer[]> {
  const servers = await serveNodes(count);
  let asked = 0;
  servers[0]?.use(() => (++asked === place ? act(servers[0]!) : undefined));
  return servers;
}

/** Nodes of which the first meets `fault` from request number `place` on. */
async function serveFrom(count: number, place: number, fault: ChainFault): Promise<ChainServer[]> {
  const servers = await serveNodes(count);
  let asked = 0;
  servers[0]?.use(() => (++asked >= place ? fault : undefined));
  return servers;
}

describe.each(PATHS)("chain: pruned block, read by %s", (via) => {
  it("from each request on: the archive is pointed to, or another node has it", async () => {
    for (const place of sweep(frames[via], 5)) {
      const [one, two] = [await serveFrom(1, place, "pruned"), await serveFrom(2, place, "pruned")];
      await expect(readDisturbed({ via, servers: two })).resolves.toEqual(expected);
      const error = await refusalOf(readDisturbed({ via, servers: one }));
      expect(error.code).toBe("CHAIN_STATE_DISCARDED");
      expect(error.next).toContain("--network archive");
    }
  });
});

describe.each(PATHS)("chain: runtime upgrade in mid-run, read by %s", (via) => {
  it("before each request in its turn: all is of the one block or of the other", async () => {
    const blocks = new Map<number, number>();
    for (const place of sweep(frames[via], 2)) {
      const servers = await serveActing(1, place, (server) => {
        upgrade(server);
        return undefined;
      });
      const found = await readDisturbed({ via, servers });
      const { number } = found.block;
      expect(found).toEqual(number === expected.block.number ? expected : afterUpgrade);
      blocks.set(number, (blocks.get(number) ?? 0) + 1);
    }
    expect([...blocks.keys()].toSorted((a, b) => a - b)).toEqual([7_000_000, 7_000_001]);
  });

  it("and a lost connection with it: the block is still the one that was chosen", async () => {
    for (const place of sweep(frames[via], 3)) {
      const servers = await serveActing(1, place, (server) => {
        upgrade(server);
        return "close";
      });
      const found = await readDisturbed({ via, servers });
      const isOld = found.block.number === expected.block.number;
      expect(found).toEqual(isOld ? expected : afterUpgrade);
      // Five requests connect and four belong to the choice.
      expect(isOld).toBe(place > 9);
    }
  });
});

describe.each(PATHS)("chain: reorganised head, read by %s", (via) => {
  it("at every request: what is final is read", async () => {
    const servers = await serveNodes(1);
    servers[0]?.use(() => {
      servers[0]?.reorganise(3, (chain) => ({ ...chain, subnets: OTHER_SUBNETS }));
      return undefined;
    });
    await expect(readDisturbed({ via, servers })).resolves.toEqual(expected);
  });
});

// What storage has of a subnet and the block, without what is each miner's own finding.
const NEEDED: readonly StorageName[] = [
  "SubtensorModule.SubnetworkN",
  "SubtensorModule.SubnetOwner",
  "SubtensorModule.SubnetIdentitiesV3",
  "SubtensorModule.TokenSymbol",
  "SubtensorModule.NetworkRegisteredAt",
  "SubtensorModule.Owner",
  "SubtensorModule.TotalHotkeyAlpha",
  "SubtensorModule.Keys",
  "Timestamp.Now",
];

describe.each(PATHS)("chain: undecodable value, short value, read by %s", (via) => {
  // The runtime tells the coldkeys itself.
  const needed = NEEDED.filter((item) => via === "storage" || item !== "SubtensorModule.Owner");

  it.each(needed)("of %s: it is named, and another node asked", async (item) => {
    // One of the two for each item and way is enough to tell: together all sizes are met.
    const to = via === "storage" ? "short" : "long";
    const [one, two] = [await serveNodes(1), await serveNodes(2)];
    for (const [server] of [one, two]) server?.use(() => alterValues({ item, to }));
    await expect(readDisturbed({ via, servers: two })).resolves.toEqual(expected);
    const error = await refusalOf(readDisturbed({ via, servers: one }));
    expect(error).toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining(`storage ${item} `) as string,
    });
    // That it does not decode is no trouble that passes.
    expect(one[0]?.handshakes).toBe(1);
  });

  it.each(via === "storage" ? (["short", "long", "undecodable"] as const) : (["long"] as const))(
    "of one miner's commitment, %s: it is that miner's finding alone",
    async (to) => {
      const hotkey = expected.subnet.neurons[1]?.hotkey ?? "";
      const { server, client, block } = await connectWorld(DISTURBED_WORLD);
      server.use(() => alterCommitment(2001, to));
      const { via: _, ...found } = await getSubnet(client, { netuid: 2, block, via });
      expect(found.commitments.get(hotkey)?.status).toBe("undecodable");
      expect(expected.subnet.commitments.get(hotkey)?.status).toBe("present");
      const others = (all: typeof found.commitments) => [...all].filter(([key]) => key !== hotkey);
      expect(others(found.commitments)).toEqual(others(expected.subnet.commitments));
      expect({ ...found, commitments: 0 }).toEqual({ ...expected.subnet, commitments: 0 });
    },
  );

  it.each(["SubtensorModule.NetworksAdded", "Timestamp.Now"] as const)(
    "of %s, not there though it must be: no answer is made of the rest",
    async (item) => {
      const [one, two] = [await serveNodes(1), await serveNodes(2)];
      for (const [server] of [one, two]) server?.use(() => alterValues({ item, to: "missing" }));
      const error = await refusalOf(readDisturbed({ via, servers: one }));
      expect(error.code).toBe("CHAIN_BAD_ANSWER");
      await expect(readDisturbed({ via, servers: two })).resolves.toEqual(expected);
    },
  );

  it("of commitments that were listed, not there: as if of two blocks, so of no use", async () => {
    const fault = alterValues({ item: "Commitments.CommitmentOf", to: "missing" });
    const { server, client, block } = await connectWorld(DISTURBED_WORLD);
    server.use(() => fault);
    const reading = getSubnet(client, { netuid: 2, block, via });
    expect((await refusalOf(reading)).code).toBe("CHAIN_BAD_ANSWER");
  });
});

/** The fault of one miner's commitment, by the miner's number. */
function alterCommitment(number: number, to: AlterValuesOptions["to"]): ChainFault {
  const hotkey = accountId(number);
  return alterValues({ item: "Commitments.CommitmentOf", hotkey, to });
}

describe("chain: short value, of a commitment that the runtime itself can read", () => {
  it.each(["short", "undecodable", "missing"] as const)("%s once: the same", async (to) => {
    const { server, client, block } = await connectWorld(DISTURBED_WORLD);
    let asked = 0;
    server.use(({ method }) =>
      method === "state_queryStorageAt" && ++asked === 1 ? alterCommitment(2001, to) : undefined,
    );
    const { via: _, ...found } = await getSubnet(client, { netuid: 2, block });
    expect(found).toEqual(expected.subnet);
    expect(asked).toBe(2);
  });

  it.each(["short", "undecodable", "missing"] as const)(
    "%s for ever: CHAIN_BAD_ANSWER, or another node has it",
    async (to) => {
      const hotkey = expected.subnet.neurons[1]?.hotkey ?? "";
      const { server, client, block } = await connectWorld(DISTURBED_WORLD);
      server.use(() => alterCommitment(2001, to));
      const error = await refusalOf(getSubnet(client, { netuid: 2, block }));
      expect(error.code).toBe("CHAIN_BAD_ANSWER");
      expect(error.message).toContain(hotkey);
      const [good] = await serveNodes(1);
      await using both = await connectChain({ endpoints: [server.url, good?.url ?? ""] });
      const { via: _, ...found } = await getSubnet(both, { netuid: 2, block });
      expect(found).toEqual(expected.subnet);
    },
  );
});

describe.each(PATHS)("chain: response over the size limit, read by %s", (via) => {
  it("of lists of keys: they are asked for in parts", async () => {
    const servers = await serveNodes(1);
    servers[0]?.use(({ method, params }) => {
      const [keys] = params as [unknown];
      const isLong = method === "state_queryStorageAt" && Array.isArray(keys) && keys.length > 9;
      return isLong ? "oversize" : undefined;
    });
    await expect(readDisturbed({ via, servers })).resolves.toEqual(expected);
  });

  it("of everything: CHAIN_BAD_ANSWER, or another node has it", async () => {
    const [one, two] = [await serveFrom(1, 8, "oversize"), await serveFrom(2, 8, "oversize")];
    const error = await refusalOf(readDisturbed({ via, servers: one }));
    expect(error).toMatchObject({
      code: "CHAIN_BAD_ANSWER",
      message: expect.stringContaining("in one piece") as string,
    });
    await expect(readDisturbed({ via, servers: two })).resolves.toEqual(expected);
  });

  it("of 33 MiB all the same: it is cut off, and the connection made anew", async () => {
    const oversizeBytes = 33 * 1024 * 1024;
    const [one, two] = [await serveNodes(1), await serveActing(2, 9, () => ({ oversizeBytes }))];
    one[0]?.use(() => ({ oversizeBytes }));
    const error = await refusalOf(readDisturbed({ via, servers: one }));
    expect(error).toMatchObject({ code: "CHAIN_BAD_ANSWER", details: "Max payload size exceeded" });
    expect(one[0]?.handshakes).toBe(1);
    await expect(readDisturbed({ via, servers: two })).resolves.toEqual(expected);
  });
});

describe.each(PATHS)("chain: random JSON-RPC error, read by %s", (via) => {
  it("of the server, at each request in its turn: the same", async () => {
    for (const [index, place] of sweep(frames[via], 2).entries()) {
      if (place === METADATA) continue;
      const code = [-32_603, -32_000, -32_050][index % 3] ?? 0;
      const servers = await serveActing(1, place, () => ({ error: { code, message: "Oops" } }));
      await expect(readDisturbed({ via, servers })).resolves.toEqual(expected);
      expect(servers[0]?.handshakes).toBe(place < METADATA ? 2 : 1);
    }
  });

  it("of the request, at each in its turn: told as it was said, or another node asked", async () => {
    const error = { code: -32_601, message: "Method not found" };
    for (const place of sweep(frames[via], 4)) {
      if (place === METADATA) continue;
      const [one, two] = [
        await serveActing(1, place, () => ({ error })),
        await serveActing(2, place, () => ({ error })),
      ];
      await expect(readDisturbed({ via, servers: two })).resolves.toEqual(expected);
      const { message, details } = await refusalOf(readDisturbed({ via, servers: one }));
      expect(`${message} ${details}`).toContain("Method not found");
    }
  });
});

describe.each(PATHS)("chain: HTML instead of JSON, read by %s", (via) => {
  const page = "<html><body>502 Bad Gateway</body></html>";

  it("at each answer in its turn: the same, but for the very first", async () => {
    for (const place of sweep(frames[via], 3)) {
      const [server] = await serveNodes(1);
      const url = await relay(server?.url ?? "", (answer, send, at) =>
        send(at === place ? page : answer),
      );
      const reading = readDisturbed({ via, servers: [{ url }] });
      // Five answers connect: an address that has not served is taken for another kind of server.
      const fate = place > 5 ? "the same" : "CHAIN_NOT_JSON_RPC";
      expect(await fateOf(reading, expected)).toBe(fate);
    }
  });

  it("for ever: CHAIN_NOT_JSON_RPC, with what was said", async () => {
    const [server] = await serveNodes(1);
    const url = await relay(server?.url ?? "", (answer, send, at) => send(at > 9 ? page : answer));
    const error = await refusalOf(readDisturbed({ via, servers: [{ url }] }));
    expect(error.code).toBe("CHAIN_NOT_JSON_RPC");
    expect(error.details).toContain("502 Bad Gateway");
  });
});

describe.each(PATHS)("chain: duplicate and unknown ids, read by %s", (via) => {
  it("are passed over", async () => {
    const [server] = await serveNodes(1);
    const url = await relay(server?.url ?? "", (answer, send) => {
      const { id } = JSON.parse(answer) as { id: number };
      send(JSON.stringify({ jsonrpc: "2.0", id: id + 1000, result: "0x00" }));
      send(JSON.stringify({ jsonrpc: "2.0", id: String(id), result: "0x00" }));
      send(answer);
      send(JSON.stringify({ jsonrpc: "2.0", id, result: "0x00" }));
      send(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32_603, message: "no" } }));
    });
    await expect(readDisturbed({ via, servers: [{ url }] })).resolves.toEqual(expected);
  });

  it("that name another call: no answer is made of them", async () => {
    // From the ninth answer on, two answers that are under way at a time have each other's id.
    const [server] = await serveNodes(1);
    let held: string | undefined;
    let swapped = 0;
    const url = await relay(server?.url ?? "", (answer, send, at) => {
      if (at < 9) return send(answer);
      if (held === undefined) {
        held = answer;
        // One that is alone goes on as it is.
        setTimeout(() => {
          if (held !== answer) return;
          held = undefined;
          send(answer);
        }, 30);
        return undefined;
      }
      const [first, second] = [held, answer].map((text) => JSON.parse(text) as { id: number });
      held = undefined;
      swapped += 1;
      send(JSON.stringify({ ...first, id: second?.id }));
      return send(JSON.stringify({ ...second, id: first?.id }));
    });
    const fate = await fateOf(readDisturbed({ via, servers: [{ url }] }), expected);
    expect(["the same", "CHAIN_BAD_ANSWER"]).toContain(fate);
    // By the runtime API one thing is asked after the other.
    expect(swapped > 0).toBe(via === "storage");
  });
});

describe.each(PATHS)("chain: answers out of order, read by %s", (via) => {
  it("go to those who asked", async () => {
    const [server] = await serveNodes(1);
    const held: string[] = [];
    const url = await relay(server?.url ?? "", (answer, send) => {
      held.unshift(answer);
      // The first three are asked for at a time, and so are others later.
      setTimeout(() => {
        for (const text of held.splice(0)) send(text);
      }, 5);
    });
    await expect(readDisturbed({ via, servers: [{ url }] })).resolves.toEqual(expected);
  });
});
