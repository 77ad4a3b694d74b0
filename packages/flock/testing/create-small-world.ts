import type {
  World,
  WorldCommitment,
  WorldFile,
  WorldNeuron,
  WorldRepo,
  WorldSubnet,
} from "@flock-tools/devnet";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";
export const OTHER_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

const HEAD = 1_000;

/** A subnet 96 whose miners have committed to these texts (`undefined`: to nothing), and a Hub with these repositories. */
export function createSmallWorld(
  texts: readonly (string | undefined)[],
  repos: readonly WorldRepo[] = [],
): World {
  const subnet: WorldSubnet = {
    netuid: 96,
    name: "FLock OFF",
    symbol: "x",
    registeredAt: 1,
    ownerHotkey: createKey(200),
    ownerColdkey: createKey(201),
    neurons: texts.map((_, uid) => createNeuron(uid)),
    commitments: texts.flatMap((text, uid) => createCommitment(uid, text)),
  };
  return {
    name: "small",
    chain: {
      genesisHash: `0x${"11".repeat(32)}`,
      chainName: "Bittensor",
      specVersion: 425,
      headNumber: HEAD,
      headTimestamp: 1_700_000_000_000,
      subnets: [subnet],
    },
    hub: { repos, users: [] },
    truth: { flockNetuid: 96, miners: [], staleCommitments: 0 },
  };
}

/** A repository with the same files at `COMMIT`, which is `main`. */
export function createRepo(
  id: string,
  files: Readonly<Record<string, string>> = { "data.jsonl": '{"a":1}\n{"a":2}\n' },
): WorldRepo {
  return { id, refs: { main: COMMIT }, commits: { [COMMIT]: createFiles(files) } };
}

export function createFiles(files: Readonly<Record<string, string>>): WorldFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, content: () => Buffer.from(text) }));
}

/** The subnet after a change of its texts: what differs is committed at `block`. */
export function recommit(
  subnet: WorldSubnet,
  texts: Readonly<Record<number, string | undefined>>,
  block: number,
): WorldSubnet {
  const changed = Object.entries(texts).map(([uid, text]) => ({ uid: Number(uid), text }));
  const kept = subnet.commitments.filter(
    ({ hotkey }) => !changed.some(({ uid }) => createKey(uid).equals(hotkey)),
  );
  const added = changed.flatMap(({ uid, text }) => createCommitment(uid, text, block));
  return { ...subnet, commitments: [...kept, ...added] };
}

function createNeuron(uid: number): WorldNeuron {
  return {
    hotkey: createKey(uid),
    coldkey: createKey(100 + uid),
    registeredAt: 1,
    stake: 0n,
    active: true,
    validatorPermit: false,
  };
}

function createCommitment(
  uid: number,
  text: string | undefined,
  block: number = 500,
): WorldCommitment[] {
  if (text === undefined) return [];
  const fields = [{ type: "raw", bytes: Buffer.from(text, "latin1") }] as const;
  return [{ hotkey: createKey(uid), block, deposit: 0n, fields }];
}

function createKey(fill: number): Buffer {
  return Buffer.alloc(32, fill + 1);
}
