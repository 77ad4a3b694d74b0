import type { TruthMiner, WorldCommitment, WorldNeuron, WorldRepo, WorldSubnet } from "../world.ts";
import type { Publisher, Role } from "./cast.ts";
import { chooseCommitBlocks } from "./commit-blocks.ts";
import type { DataSet } from "./data-set.ts";
import { encodeKey } from "./keys.ts";
import { createMalformed, createRaw } from "./malformed.ts";
import { createMinerData } from "./miner-data.ts";
import { createNeuron } from "./neuron.ts";
import type { Pool } from "./pool.ts";
import { publish, type Publication } from "./publish.ts";
import type { Random } from "./random.ts";
import { tellTruth } from "./truth.ts";

export const FLOCK_NETUID = 96;

/** As on finney. */
const FLOCK_GITHUB = "https://github.com/FLock-io/FLock-subnet";

/** Of the subnet, in blocks. */
const AGE = 1_500_000;

const SILENT: Role = { type: "silent" };

export interface FlockSubnetOptions {
  readonly random: Random;
  readonly headNumber: number;
  readonly cast: readonly Role[];
  readonly pool: Pool;
  /** Commitments of hotkeys that are not registered. */
  readonly stale: number;
}

export interface FlockSubnet {
  readonly subnet: WorldSubnet;
  readonly repos: readonly WorldRepo[];
  readonly miners: readonly TruthMiner[];
}

/** Plays a cast: its neurons and commitments, the repositories they name, and the truth about each uid. */
export function createFlockSubnet(options: FlockSubnetOptions): FlockSubnet {
  const { random, headNumber, cast, pool, stale } = options;
  const neurons = createNeurons(options);
  const data = createMinerData(cast, { pool, random });
  const publications = publishAll(options, data);
  return {
    subnet: {
      netuid: FLOCK_NETUID,
      name: "FLock OFF",
      symbol: "ॐ",
      identity: { githubRepo: FLOCK_GITHUB },
      registeredAt: headNumber - AGE,
      ownerHotkey: random.bytes(32),
      ownerColdkey: random.bytes(32),
      neurons,
      commitments: [
        ...createCommitments(options, { neurons, publications }),
        ...createStale(random.fork("stale"), { count: stale, headNumber }),
      ],
    },
    repos: [...publications.values()].flatMap(({ repo }) => (repo === undefined ? [] : [repo])),
    miners: neurons.map(({ hotkey, coldkey }, uid) => ({
      uid,
      hotkey: encodeKey(hotkey),
      coldkey: encodeKey(coldkey),
      ...tellTruth(cast[uid] ?? SILENT, { uid, data, publication: publications.get(uid) }),
    })),
  };
}

function createNeurons({ random, headNumber, cast }: FlockSubnetOptions): readonly WorldNeuron[] {
  const keys = random.fork("keys");
  const neurons: WorldNeuron[] = [];
  for (const role of cast) {
    const owner = role.type === "publisher" ? role.coldkeyOf : undefined;
    const coldkey = owner === undefined ? undefined : neurons[owner]?.coldkey;
    neurons.push(
      createNeuron(keys, {
        registeredAfter: headNumber - AGE,
        registeredBefore: headNumber - 50_000,
        validator: role.type === "validator",
        ...(coldkey === undefined ? {} : { coldkey }),
      }),
    );
  }
  return neurons;
}

function publishAll(
  { random, cast, pool }: FlockSubnetOptions,
  data: ReadonlyMap<number, DataSet>,
): Map<number, Publication> {
  const publications = new Map<number, Publication>();
  const publishers = [...cast.entries()].filter(
    (entry): entry is [number, Publisher] => entry[1].type === "publisher",
  );
  for (const [uid, role] of publishers) {
    const dataSet = data.get(uid);
    if (dataSet === undefined || role.repoOf !== undefined) continue;
    publications.set(
      uid,
      publish(role, { uid, dataSet, pool, random: random.fork(`repo ${uid}`) }),
    );
  }
  for (const [uid, { repoOf }] of publishers) {
    const original = repoOf === undefined ? undefined : publications.get(repoOf);
    if (original !== undefined) publications.set(uid, { ...original, repo: undefined });
  }
  return publications;
}

function createCommitments(
  { random, headNumber, cast }: FlockSubnetOptions,
  {
    neurons,
    publications,
  }: { neurons: readonly WorldNeuron[]; publications: ReadonlyMap<number, Publication> },
): readonly WorldCommitment[] {
  const blocks = chooseCommitBlocks(cast, { random: random.fork("blocks"), headNumber });
  return neurons.flatMap(({ hotkey }, uid) => {
    const block = blocks[uid] ?? headNumber;
    const role = cast[uid] ?? SILENT;
    const text = publications.get(uid)?.text;
    if (text !== undefined) return [{ hotkey, block, deposit: 0n, ...createRaw(text) }];
    if (role.type !== "malformed") return [];
    const body = createMalformed(role.kind, random.fork(`malformed ${uid}`), block);
    return [{ hotkey, block, deposit: 0n, ...body }];
  });
}

/** What hotkeys leave behind that have since been deregistered. */
function createStale(
  random: Random,
  { count, headNumber }: { count: number; headNumber: number },
): readonly WorldCommitment[] {
  return Array.from({ length: count }, (_, index) => ({
    hotkey: random.bytes(32),
    block: headNumber - random.between(40_000, 400_000),
    deposit: 0n,
    ...createRaw(`former-miner/chat-${index}:1:${random.hex(40)}`),
  }));
}
