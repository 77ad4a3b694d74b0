import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { BlockHash } from "@flock-tools/core";
import { type ChainServer, type ChainWorld, startChainServer } from "@flock-tools/devnet";
import type { ChainRetry } from "../src/chain-retry.ts";
import { connectChain } from "../src/connect-chain.ts";
import { ChainError } from "../src/errors.ts";
import type { SubnetPath } from "../src/get-subnet.ts";
import { serveWorld } from "./connect-world.ts";
import { NO_PAUSE } from "./no-pause.ts";
import { type Everything, readAll } from "./read-all.ts";
import { chainWorld, commitment, neuron, subnet } from "./world.ts";

export const PATHS: readonly SubnetPath[] = ["storage", "runtime-api"];

/** Six miners, of whom none is in `DISTURBED_WORLD`. */
export const OTHER_SUBNETS: ChainWorld["subnets"] = [
  subnet(2, {
    neurons: [1, 2, 3, 4, 5, 6].map((number) => neuron(number)),
    commitments: [1, 2, 3].map((number) => commitment(number)),
    name: "Later",
  }),
];

/** Four miners and one who has left, an undecodable commitment, and other subnets. */
export const DISTURBED_WORLD: ChainWorld = chainWorld([
  subnet(1),
  subnet(
    2,
    {
      commitments: [
        ...[2000, 2001, 2009].map((number) => commitment(number)),
        commitment(2002, { encoded: Uint8Array.of(1, 2, 3) }),
        commitment(2003, {
          revealed: [{ bytes: Buffer.from("user/later:c1:main"), block: 6_500_000 }],
        }),
      ],
    },
    4,
  ),
  subnet(3, { identity: undefined }, 0),
]);

/** A new final block with another runtime, in which everything is different. */
export function upgrade(server: ChainServer): void {
  server.advance((chain) => ({
    ...chain,
    specVersion: chain.specVersion + 1,
    subnets: OTHER_SUBNETS,
  }));
}

export interface Disturbance {
  readonly via: SubnetPath;
  /** Of which the faults are on the first. */
  readonly servers: readonly Pick<ChainServer, "url">[];
  readonly timeoutMs?: number;
  readonly expectedGenesis?: BlockHash;
  readonly retry?: ChainRetry;
}

/** As many nodes of the world as are asked for. */
export function serveNodes(count: number, world = DISTURBED_WORLD): Promise<ChainServer[]> {
  return Promise.all(Array.from({ length: count }, () => serveWorld(world)));
}

/** Connects and reads everything, which may fail. */
export async function readDisturbed({
  via,
  servers,
  retry = NO_PAUSE,
  ...options
}: Disturbance): Promise<Everything> {
  await using client = await connectChain({
    endpoints: servers.map(({ url }) => url),
    retry,
    ...options,
  });
  return await readAll(client, { netuid: 2, via });
}

/** Whether every place is tried, and not only some: `pnpm test:faults`. */
const IS_WHOLE_SWEEP = process.env["FLOCK_FAULTS"] === "all";

/** The places from 1 to `last`; in a quick run each `step`th. */
export function sweep(last: number, step: number): readonly number[] {
  const all = Array.from({ length: last }, (_, index) => index + 1);
  return IS_WHOLE_SWEEP ? all : all.filter((place) => place % step === 1 % step);
}

export interface Undisturbed {
  readonly expected: Everything;
  /** The same at the block that `upgrade` makes. */
  readonly afterUpgrade: Everything;
  /** How many answers it took by each way. */
  readonly frames: Readonly<Record<SubnetPath, number>>;
}

/** What is read where nothing is wrong, by either way. */
export async function readUndisturbed(): Promise<Undisturbed> {
  const [stored, called] = [await readOnce("storage"), await readOnce("runtime-api")];
  assert.deepEqual(called.found, stored.found);
  const later = await readOnce("storage", upgrade);
  return {
    expected: stored.found,
    afterUpgrade: later.found,
    frames: { storage: stored.frames, "runtime-api": called.frames },
  };
}

async function readOnce(
  via: SubnetPath,
  prepare: (server: ChainServer) => void = () => {},
): Promise<{ found: Everything; frames: number }> {
  await using server = await startChainServer({ world: DISTURBED_WORLD });
  prepare(server);
  const found = await readDisturbed({ via, servers: [server] });
  return { found, frames: server.counts.total };
}

/** The error that it must fail with, which says what to do next. */
export async function refusalOf(reading: Promise<unknown>): Promise<ChainError> {
  const error: unknown = await reading.then(
    () => new Error("it was read"),
    (reason: unknown) => reason,
  );
  if (error instanceof ChainError && error.kind === "chain" && error.next) return error;
  throw error;
}

/** What came of it, in a word: "the same" as expected, another answer, or the code of the error. */
export async function fateOf(reading: Promise<unknown>, expected: unknown): Promise<string> {
  try {
    return isDeepStrictEqual(await reading, expected) ? "the same" : "another answer";
  } catch (error) {
    if (error instanceof ChainError && error.next) return error.code;
    throw error;
  }
}
