import type { World, WorldFile, WorldRepo, WorldSubnet } from "@flock-tools/devnet";
import { createKey, createNeuron } from "./create-neuron.ts";

const FIRST = "1".repeat(40);
const SECOND = "2".repeat(40);

/** More than two of the pieces in which downloads are written. */
const LARGE_BYTES = 1_100_000;

/** The subnet, and what it is a block later. */
export interface StepsWorld {
  readonly world: World;
  readonly advance: (chain: World["chain"]) => World["chain"];
}

/**
 * Few miners, each there for a step that only it takes: a regular file, an LFS file in several writes, one that another
 * repository has too, a branch, folders within a repository, an invalid commitment and none. A block later one has
 * another data set, one has fewer files, one has nothing usable any more, one has left.
 */
export function createStepsWorld(): StepsWorld {
  const world: World = {
    name: "steps",
    chain: {
      genesisHash: `0x${"5e".repeat(32)}`,
      chainName: "Bittensor",
      specVersion: 425,
      headNumber: 1_000,
      headTimestamp: Date.UTC(2026, 2, 10, 14),
      subnets: [
        createSubnet([
          `steps/regular:1:${FIRST}`,
          `steps/large:1:${FIRST}`,
          `steps/same:1:${FIRST}`,
          "steps/branch:1:main",
          `steps/tree:1:${FIRST}`,
          "not a commitment",
          undefined,
        ]),
      ],
    },
    hub: { repos: createRepos(), users: [] },
    truth: { flockNetuid: 96, miners: [], staleCommitments: 0 },
  };
  return {
    world,
    advance: (chain) => ({
      ...chain,
      headNumber: chain.headNumber + 1,
      subnets: [
        createSubnet([
          `steps/regular:1:${SECOND}`,
          `steps/large:1:${FIRST}`,
          "not a commitment either",
          "steps/branch:1:main",
          `steps/tree:1:${SECOND}`,
          `steps/same:1:${FIRST}`,
        ]),
      ],
    }),
  };
}

function createRepos(): WorldRepo[] {
  const regular = createRows("regular", 20_000);
  return [
    createRepo(
      "steps/regular",
      { "data.jsonl": regular },
      { "data.jsonl": createRows("new", 9_000) },
    ),
    createRepo("steps/large", { "data.jsonl": createRows("large", LARGE_BYTES) }),
    createRepo("steps/same", { "data.jsonl": regular, "README.md": "The same rows.\n" }),
    createRepo("steps/branch", { "data.jsonl": createRows("branch", 3_000) }),
    createRepo(
      "steps/tree",
      { "data.jsonl": createRows("tree", 4_000), "docs/a/method.md": "By hand.\n" },
      { "data.jsonl": createRows("tree", 4_000) },
    ),
    createRepo("flock-io/flock-off-s1-competition", { "pool.jsonl": createRows("pool", 12_000) }),
  ];
}

type Texts = Readonly<Record<string, string>>;

function createRepo(id: string, first: Texts, second: Texts = first): WorldRepo {
  return {
    id,
    refs: { main: FIRST },
    commits: { [FIRST]: createFiles(first), [SECOND]: createFiles(second) },
  };
}

function createFiles(texts: Texts): WorldFile[] {
  return Object.entries(texts).map(([path, text]) => ({
    path,
    lfs: text.length >= LARGE_BYTES,
    content: () => Buffer.from(text),
  }));
}

function createRows(name: string, bytes: number): string {
  let text = "";
  for (let row = 0; text.length < bytes; row += 1) {
    const content = `${name} ${row} ${"word ".repeat(300)}`;
    text += `${JSON.stringify({ conversations: [{ role: "user", content }] })}\n`;
  }
  return text;
}

function createSubnet(texts: readonly (string | undefined)[]): WorldSubnet {
  return {
    netuid: 96,
    name: "FLock OFF",
    symbol: "x",
    registeredAt: 1,
    ownerHotkey: createKey(200),
    ownerColdkey: createKey(201),
    neurons: texts.map((_, uid) => createNeuron(uid)),
    commitments: texts.flatMap((text, uid) => {
      if (text === undefined) return [];
      const fields = [{ type: "raw", bytes: Buffer.from(text) }] as const;
      return [{ hotkey: createKey(uid), block: 900 + uid, deposit: 0n, fields }];
    }),
  };
}
