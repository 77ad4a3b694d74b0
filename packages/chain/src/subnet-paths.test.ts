import { isDeepStrictEqual } from "node:util";
import type { BlockRef } from "@flock-tools/core";
import {
  type ChainServer,
  type ChainWorld,
  createWorld,
  WORLD_NAMES,
  type WorldCommitment,
  type WorldField,
  type WorldSubnet,
} from "@flock-tools/devnet";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Connected, connectWorld } from "../testing/connect-world.ts";
import { readRecordedMetadata, readRecordedV15 } from "../testing/recorded.ts";
import { METAGRAPH, refuseDescribedMetadata, refuseMetagraph } from "../testing/refuse.ts";
import { watchLogger } from "../testing/watch-logger.ts";
import { accountId, chainWorld, commitment, neuron, subnet } from "../testing/world.ts";
import type { ChainClient } from "./client.ts";
import { getFinalizedBlock } from "./get-finalized-block.ts";
import { getSubnet, type Subnet, type SubnetPath } from "./get-subnet.ts";

type Place = Pick<Connected, "client"> & { readonly block: BlockRef; readonly netuid: number };

async function readVia({ client, block, netuid }: Place, via: SubnetPath): Promise<Subnet> {
  const { via: taken, ...found } = await getSubnet(client, { netuid, block, via });
  expect(taken).toBe(via);
  return found;
}

/** Reads by both ways; storage is the one that is tested against what was planted. */
async function readBoth(place: Place): Promise<{ stored: Subnet; called: Subnet }> {
  return { stored: await readVia(place, "storage"), called: await readVia(place, "runtime-api") };
}

describe("the runtime API and storage give the same", () => {
  it.each(WORLD_NAMES)("for subnets of the world %s, at two blocks", async (name) => {
    const { chain } = createWorld(name);
    const { client, server, block } = await connectWorld(chain);
    server.advance((world) => ({
      ...world,
      headNumber: world.headNumber + 3,
      subnets: world.subnets.map((old) => ({ ...old, commitments: old.commitments.slice(1) })),
    }));
    const later = await getFinalizedBlock(client);
    for (const { netuid } of chosenOf(chain)) {
      for (const at of [block, later]) {
        const { stored, called } = await readBoth({ client, block: at, netuid });
        expect(called).toEqual(stored);
      }
    }
  });

  it.skipIf(readRecordedV15() === undefined).each(WORLD_NAMES)(
    "for subnets of the world %s, in the types of spec 343",
    async (name) => {
      const { chain } = createWorld(name);
      const metadata = Buffer.from(readRecordedV15() ?? "");
      const { client, block } = await connectWorld(chain, { metadata });
      expect(client.specVersion).toBe(343);
      for (const { netuid } of chosenOf(chain)) {
        const { stored, called } = await readBoth({ client, block, netuid });
        expect(called).toEqual(stored);
      }
    },
  );

  it("for whatever is committed", async () => {
    const { client, server } = await connectWorld(chainWorld([subnet(1)]));
    await fc.assert(
      fc.asyncProperty(anySubnet, async (drawn) => {
        server.advance((chain) => ({ ...chain, subnets: [drawn] }));
        const block = await getFinalizedBlock(client);
        const { stored, called } = await readBoth({ client, block, netuid: drawn.netuid });
        expect(called).toEqual(stored);
        expect(called.neurons).toHaveLength(drawn.neurons.length);
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it("across a runtime upgrade, each block by its own runtime", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1)]));
    const upgrading = server.advance((chain) => ({ ...chain, specVersion: 426 }));
    const after = server.advance((chain) => ({ ...chain, subnets: [subnet(1, {}, 5)] }));
    const sizes = [];
    for (const at of [block, upgrading, after]) {
      const { stored, called } = await readBoth({ client, block: at, netuid: 1 });
      expect(called).toEqual(stored);
      sizes.push(called.neurons.length);
    }
    expect(sizes).toEqual([3, 3, 5]);
  });

  it("and leave out stale commitments that the runtime cannot decode, of which nobody could say what they are", async () => {
    const stale = [
      commitment(70, { encoded: Uint8Array.of(1) }),
      commitment(71, { encoded: new Uint8Array(64).fill(0xff) }),
      commitment(72, { encoded: Buffer.concat([soundCommitment(), Uint8Array.of(9)]) }),
      commitment(73),
    ];
    const { client, block } = await connectWorld(
      chainWorld([subnet(1, { neurons: [neuron(1)], commitments: [commitment(1), ...stale] })]),
    );
    const schema = await client.getSchema(block.hash);
    const { stored, called } = await readBoth({ client, block, netuid: 1 });
    expect(called).toEqual(stored);
    expect(called.staleCommitments.toSorted()).toEqual(
      [72, 73].map((number) => schema.encodeAddress(accountId(number))).toSorted(),
    );
  });

  it("say alike that there is no such subnet", async () => {
    const { client, block } = await connectWorld(chainWorld([subnet(1)]));
    for (const via of ["storage", "runtime-api", "auto"] as const) {
      await expect(getSubnet(client, { netuid: 2, block, via })).rejects.toMatchObject({
        code: "CHAIN_SUBNET_NOT_FOUND",
        message: "there is no subnet 2 at block 7000000",
      });
    }
  });
});

describe("which way is taken", () => {
  it("is the runtime API where the metadata describes it, in one call and one read", async () => {
    const { client, server, block } = await connectWorld(chainWorld([subnet(1, {}, 256)]));
    await expect(getSubnet(client, { netuid: 1, block })).resolves.toMatchObject({
      via: "runtime-api",
    });
    expect(server.counts.byKind).toEqual({ state_call: 1, state_queryStorageAt: 1 });
  });

  it("is storage where it does not, without a warning", async () => {
    const { server, client, block, warnings } = await connectWatched(chainWorld([subnet(1)]), {
      isOld: true,
    });
    await expect(getSubnet(client, { netuid: 1, block })).resolves.toMatchObject({
      via: "storage",
    });
    expect(server.counts.byKind["state_call"]).toBeUndefined();
    expect(warnings).toEqual([]);
    await expect(getSubnet(client, { netuid: 1, block, via: "runtime-api" })).rejects.toMatchObject(
      { code: "CHAIN_BAD_ANSWER", next: "read the subnet from storage" },
    );
  });

  it.skipIf(readRecordedMetadata() === undefined)(
    "is storage on spec 343 from a node that gives metadata of version 14",
    async () => {
      const metadata = Buffer.from(readRecordedMetadata() ?? "");
      const { client, block } = await connectWorld(chainWorld([subnet(1)]), { metadata });
      const found = await getSubnet(client, { netuid: 1, block });
      expect(found.via).toBe("storage");
      expect(found.neurons).toHaveLength(3);
    },
  );

  it("is storage, with a warning, where the node does not run the call", async () => {
    const { server, client, block, warnings } = await connectWatched(chainWorld([subnet(1)]));
    server.use(refuseMetagraph);
    const { via, neurons } = await getSubnet(client, { netuid: 1, block });
    expect({ via, neurons: neurons.length }).toEqual({ via: "storage", neurons: 3 });
    expect(warnings).toMatchObject([
      {
        message: "the runtime API is of no use here: reading storage instead",
        fields: { netuid: 1, block: 7_000_000, reason: `the call of ${METAGRAPH} failed` },
      },
    ]);
    await expect(getSubnet(client, { netuid: 1, block, via: "runtime-api" })).rejects.toMatchObject(
      { code: "CHAIN_BAD_ANSWER" },
    );
  });

  it.each(["CHAIN_STATE_DISCARDED", "CHAIN_CLOSED"])(
    "is not changed by %s, which no other way would help",
    async (code) => {
      const { server, client, block } = await connectWatched(chainWorld([subnet(1)]));
      const message = "Client error: UnknownBlock: State already discarded for 0x00";
      server.use(({ method }) => {
        if (method !== "state_call") return undefined;
        return code === "CHAIN_CLOSED" ? "close" : { error: { code: 4003, message } };
      });
      await expect(getSubnet(client, { netuid: 1, block })).rejects.toMatchObject({ code });
      expect(server.counts.byKind["state_queryStorageAt"]).toBeUndefined();
    },
  );

  it("stops at the call with the very reason", async () => {
    const { server, client, block } = await connectWatched(chainWorld([subnet(1)]));
    const controller = new AbortController();
    const reason = new Error("stop");
    server.use(() => {
      controller.abort(reason);
      return "stall";
    });
    const { signal } = controller;
    await expect(getSubnet(client, { netuid: 1, block, signal })).rejects.toBe(reason);
  });
});

describe("an answer of the runtime that cannot be used", () => {
  it.each<[string, (answer: string) => unknown]>([
    ["a byte too many", (answer) => `${answer}00`],
    ["a byte too few", (answer) => answer.slice(0, -2)],
    ["nothing", () => "0x"],
    ["null", () => null],
    ["text", () => "hello"],
    ["another netuid", (answer) => answer.replace("0x0104", "0x0108")],
    ["half of it", (answer) => answer.slice(0, answer.length / 4) + "0".repeat(10)],
  ])("is %s: storage is read, with a warning", async (_, alter) => {
    const place = await connectWatched(chainWorld([subnet(1)]));
    const answer = await askMetagraph(place, [0, 7, 30, 52, 53, 66, 73]);
    await expect(readAltered(place, alter(answer))).resolves.toEqual(FALLBACK);
  });

  it.each([0, 7, 30, 52, 53, 66, 73])("lacks field %i", async (field) => {
    const place = await connectWatched(chainWorld([subnet(1)]));
    const others = [0, 7, 30, 52, 53, 66, 73].filter((index) => index !== field);
    const answer = await askMetagraph(place, others);
    await expect(readAltered(place, answer)).resolves.toEqual(FALLBACK);
  });

  it("is of another block", async () => {
    const place = await connectWatched(chainWorld([subnet(1)]));
    const answer = await askMetagraph(place, [0, 7, 30, 52, 53, 66, 73]);
    const block = place.server.advance((chain) => chain);
    await expect(readAltered({ ...place, block }, answer)).resolves.toEqual(FALLBACK);
  });

  it("does not agree with storage", async () => {
    const place = await connectWatched(chainWorld([subnet(1)]));
    const larger = await connectWatched(chainWorld([subnet(1, {}, 4)]));
    const answer = await askMetagraph(larger, [0, 7, 30, 52, 53, 66, 73]);
    await expect(readAltered(place, answer)).resolves.toEqual(FALLBACK);
  });

  it("has a slot without a hotkey, which storage then tells plainly", async () => {
    const nobody = neuron(1, { hotkey: new Uint8Array(32) });
    const { client, block, warnings } = await connectWatched(
      chainWorld([subnet(1, { neurons: [nobody], commitments: [] })]),
    );
    const { via, neurons } = await getSubnet(client, { netuid: 1, block });
    expect({ via, hotkey: neurons[0]?.hotkey }).toEqual({
      via: "storage",
      hotkey: "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
    });
    expect(warnings).toHaveLength(1);
  });
});

/** All of a small world; of a large one FLock's, netuid 96, and those that make a quick test of it. */
function chosenOf({ subnets }: ChainWorld): readonly WorldSubnet[] {
  return subnets.length < 20 ? subnets : subnets.filter(({ netuid }) => netuid % 16 === 0);
}

type Watched = Connected & Pick<ReturnType<typeof watchLogger>, "warnings">;

async function connectWatched(
  world: ChainWorld,
  { isOld = false }: { readonly isOld?: boolean } = {},
): Promise<Watched> {
  const { logger, warnings } = watchLogger();
  const prepare = (server: ChainServer): void => {
    if (isOld) server.use(refuseDescribedMetadata);
  };
  return { ...(await connectWorld(world, { logger, prepare })), warnings };
}

/** What the runtime says to these indices. */
async function askMetagraph(
  { client, block }: { readonly client: ChainClient; readonly block: BlockRef },
  indices: readonly number[],
): Promise<string> {
  const schema = await client.getSchema(block.hash);
  const call = schema.findCall("SubnetInfoRuntimeApi", "get_selective_metagraph");
  const data = call?.encode(1, indices);
  return (await client.request("state_call", [METAGRAPH, data, block.hash])) as string;
}

const FALLBACK = { via: "storage", differs: false, warnings: 1, refusal: "RuntimeApiError" };

/** What comes of `result` in the place of the runtime's answer. */
async function readAltered(
  { server, client, block, warnings }: Watched,
  result: unknown,
): Promise<typeof FALLBACK> {
  const stored = await getSubnet(client, { netuid: 1, block, via: "storage" });
  server.use(({ method }) => (method === "state_call" ? { result } : undefined));
  const found = await getSubnet(client, { netuid: 1, block });
  const refusal: unknown = await getSubnet(client, { netuid: 1, block, via: "runtime-api" }).catch(
    (error: unknown) => error,
  );
  return {
    via: found.via,
    differs: !isDeepStrictEqual(found, stored),
    warnings: warnings.length,
    refusal: refusal instanceof Error ? refusal.name : "",
  };
}

/** A deposit, a block and one field `Raw1`. */
function soundCommitment(): Uint8Array {
  return Buffer.concat([new Uint8Array(12), Uint8Array.of(4, 2, 65)]);
}

const smallBytes = fc.uint8Array({ maxLength: 70 });

const field: fc.Arbitrary<WorldField> = fc.oneof(
  fc.constant<WorldField>({ type: "none" }),
  fc.constant<WorldField>({ type: "reset-bonds" }),
  smallBytes.map((bytes): WorldField => ({ type: "raw", bytes })),
  smallBytes.map((bytes): WorldField => ({ type: "big-raw", bytes })),
  fc
    .tuple(smallBytes, fc.bigInt(0n, 2n ** 64n - 1n))
    .map(([bytes, revealRound]): WorldField => ({ type: "timelocked", bytes, revealRound })),
);

const anyCommitment = (number: number): fc.Arbitrary<WorldCommitment> =>
  fc
    .record({
      block: fc.nat(),
      fields: fc.array(field, { maxLength: 3 }),
      revealed: fc.option(
        fc.array(fc.record({ bytes: smallBytes, block: fc.nat() }), { maxLength: 2 }),
        { nil: undefined },
      ),
      // Noise, and a sound value with something behind it.
      encoded: fc.option(
        fc.oneof(
          smallBytes,
          smallBytes.map((rest) => Buffer.concat([soundCommitment(), rest])),
        ),
        { nil: undefined, freq: 3 },
      ),
    })
    .map(({ revealed, encoded, ...rest }) =>
      commitment(number, {
        ...rest,
        ...(revealed === undefined ? {} : { revealed }),
        ...(encoded === undefined ? {} : { encoded }),
      }),
    );

/** Hotkeys 0 to 5, some of them registered, some with a commitment. */
const anySubnet: fc.Arbitrary<WorldSubnet> = fc
  .tuple(
    fc.subarray([0, 1, 2, 3, 4, 5]),
    fc.subarray([0, 1, 2, 3, 4, 5]),
    fc.bigInt(0n, 2n ** 64n - 1n),
    fc.boolean(),
  )
  .chain(([registered, committed, stake, hasIdentity]) =>
    fc.tuple(...committed.map(anyCommitment)).map((commitments) =>
      subnet(1, {
        neurons: registered.map((number) => neuron(number, { stake })),
        commitments,
        ...(hasIdentity ? {} : { identity: undefined }),
      }),
    ),
  );
