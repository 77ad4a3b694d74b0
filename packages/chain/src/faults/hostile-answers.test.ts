import type { CommitmentEntry } from "@flock-tools/core";
import { Metadata, TypeRegistry } from "@polkadot/types";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { connectWorld, serveWorld } from "../../testing/connect-world.ts";
import { readDevnetMetadata } from "../../testing/devnet-schema.ts";
import { DISTURBED_WORLD, PATHS } from "../../testing/disturb.ts";
import { decodeWithCodec } from "../../testing/polkadot-codec.ts";
import { mutateAnswer } from "../../testing/mutate-answer.ts";
import { accountId, chainWorld, commitment, neuron, subnet } from "../../testing/world.ts";
import { NO_PAUSE } from "../../testing/no-pause.ts";
import { connectChain } from "../connect-chain.ts";
import { ChainError } from "../errors.ts";
import { getFinalizedBlock } from "../get-finalized-block.ts";
import { getSubnet, type Subnet } from "../get-subnet.ts";

const RUNS = process.env["FLOCK_FAULTS"] === "all" ? 3000 : 150;
const SEED = Number(process.env["FLOCK_FAULTS_SEED"] ?? 7);

/** Whether an independent codec takes these bytes, and all of them, for what `CommitmentOf` holds. */
let isCommitment: (bytes: Uint8Array) => boolean;

beforeAll(async () => {
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, await readDevnetMetadata());
  registry.setMetadata(metadata);
  const { pallets } = metadata.asLatest;
  const entry = pallets
    .find(({ name }) => name.toString() === "Commitments")
    ?.storage.unwrap()
    .items.find(({ name }) => name.toString() === "CommitmentOf");
  const type = registry.createLookupType(entry!.type.asMap.value);
  isCommitment = (bytes) => decodeWithCodec(registry, type, bytes) !== undefined;
});

/** Values that are given although their bytes are not one, whole. */
function unsound(subnetRead: Subnet): CommitmentEntry[] {
  return [...subnetRead.commitments.values()].filter(
    (entry) => entry.status === "present" && !isCommitment(entry.commitment.encoded),
  );
}

/** The code of an error that says what it is, else all of it. */
function describeError(error: unknown): string {
  return error instanceof ChainError ? error.code : String(error);
}

const noise = fc.uint8Array({ maxLength: 80 });
/** A deposit, a block and one raw field, and what may be put behind it. */
const sound = fc
  .tuple(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ maxLength: 2 }))
  .map(([text, rest]) =>
    Buffer.concat([new Uint8Array(12), Uint8Array.of(4, text.length + 1), text, rest]),
  );

/** Of one of the first answers. */
const mutation = (places: number) =>
  fc.record({ place: fc.nat(places - 1), pick: fc.nat(), how: fc.nat(), byte: fc.nat(255) });

describe("chain: undecodable value", () => {
  it("commitments of any bytes are read alike by either way, and given only if they are sound", async ({
    task,
  }) => {
    const numbers = [0, 1, 2, 3, 4, 5];
    const { client, server } = await connectWorld(chainWorld([subnet(1)]));
    const seen = new Set<string>();
    const drawn = fc.array(fc.oneof(noise, sound), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(drawn, async (values) => {
        const world = subnet(1, {
          neurons: numbers.map((number) => neuron(number)),
          commitments: values.map((encoded, number) => commitment(number, { encoded })),
        });
        server.advance((chain) => ({ ...chain, subnets: [world] }));
        const block = await getFinalizedBlock(client);
        const schema = await client.getSchema(block.hash);
        for (const via of PATHS) {
          const found = await getSubnet(client, { netuid: 1, block, via });
          for (const [number, encoded] of values.entries()) {
            const entry = found.commitments.get(schema.encodeAddress(accountId(number)));
            expect(entry?.status).toBe(isCommitment(encoded) ? "present" : "undecodable");
            seen.add(entry?.status ?? "");
          }
          expect(unsound(found)).toEqual([]);
        }
      }),
      { numRuns: Math.ceil(RUNS / 5), seed: SEED },
    );
    Object.assign(task.meta, { counts: { "random commitments": 6 * Math.ceil(RUNS / 5) } });
    expect(seen).toEqual(new Set(["present", "undecodable"]));
  });
});

describe.each(PATHS)("chain: short value, read by %s", (via) => {
  it("answers that were cut, extended or altered anywhere: nothing but a ChainError, and sound values", async ({
    task,
  }) => {
    const { client, server, block } = await connectWorld(DISTURBED_WORLD);
    const outcomes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(mutation(7), { minLength: 1, maxLength: 3 }), async (mutations) => {
        let asked = 0;
        server.use(() => {
          asked += 1;
          const chosen = mutations.filter(({ place }) => place + 1 === asked);
          return { alter: (result) => chosen.reduce(mutateAnswer, result) };
        });
        // What is known of a block is asked for but once.
        const at = mutations[0]!.pick % 3 === 0 ? server.advance((chain) => chain) : block;
        const outcome: unknown = await getSubnet(client, { netuid: 2, block: at, via }).catch(
          (error: unknown) => error,
        );
        const isError = outcome instanceof Error;
        expect(isError ? [] : unsound(outcome as Subnet)).toEqual([]);
        const name = isError ? describeError(outcome) : "read";
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    Object.assign(task.meta, { counts: { "readings of a chain with altered answers": RUNS } });
    for (const name of outcomes.keys()) expect(name).toMatch(/^(?:read|CHAIN_[A-Z_]+)$/);
    expect(outcomes.get("read")).toBeGreaterThan(RUNS / 20);
    expect(outcomes.get("CHAIN_BAD_ANSWER")).toBeGreaterThan(RUNS / 20);
  });
});

/** What @polkadot/types 16 prints by itself of metadata in which it misses a type; of what a node said, nothing. */
const MISSED = /^Unable to determine runtime (?:Call|Event) type, cannot inspect [a-zA-Z_:]+$/;

describe("chain: undecodable value, when connecting", () => {
  it("answers that were cut, extended or altered anywhere: nothing but a ChainError, and nothing of them printed", async ({
    task,
  }) => {
    const printed: unknown[][] = [];
    for (const name of ["log", "info", "warn", "error", "debug"] as const) {
      const spy = vi.spyOn(console, name).mockImplementation((...said) => void printed.push(said));
      onTestFinished(() => spy.mockRestore());
    }
    const server = await serveWorld(DISTURBED_WORLD);
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(mutation(6), { minLength: 1, maxLength: 2 }), async (mutations) => {
        let asked = 0;
        server.use(() => {
          asked += 1;
          const chosen = mutations.filter(({ place }) => place + 1 === asked);
          return { alter: (result) => chosen.reduce(mutateAnswer, result) };
        });
        const outcome: unknown = await connectChain({ endpoint: server.url, retry: NO_PAUSE }).then(
          (client) => client.disconnect(),
          (error: unknown) => error,
        );
        outcomes.add(outcome === undefined ? "connected" : describeError(outcome));
      }),
      { numRuns: Math.ceil(RUNS / 3), seed: SEED },
    );
    const counts = { "connections to a chain with altered answers": Math.ceil(RUNS / 3) };
    Object.assign(task.meta, { counts });
    expect(outcomes).toEqual(new Set(["connected", "CHAIN_BAD_ANSWER"]));
    expect(printed.filter((said) => !MISSED.test(String(said.at(-1))))).toEqual([]);
  });
});
