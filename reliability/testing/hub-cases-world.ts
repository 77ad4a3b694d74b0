import type { Fault, FaultHandler, World, WorldRepo } from "@flock-tools/devnet";
import { createKey, createNeuron } from "./create-neuron.ts";
import type { Fate, HubCase } from "./hub-cases.ts";

/** A miner and what happens to it. */
export interface HubCaseMiner {
  readonly uid: number;
  readonly repoId: string;
  /** Undefined: nothing. */
  readonly name: string | undefined;
  readonly lasts: boolean;
  readonly fate: Fate;
  readonly content: Buffer;
}

export interface HubCasesWorld {
  readonly world: World;
  readonly miners: readonly HubCaseMiner[];
  /** A handler that starts from the beginning; `choose` leaves out miners. */
  createFaults(choose?: (miner: HubCaseMiner) => boolean): CaseFaults;
}

export interface CaseFaults {
  readonly handler: FaultHandler;
  strikesOn(miner: HubCaseMiner): Strikes;
}

/** The faults that have happened to a miner so far. */
interface Strikes {
  readonly count: number;
  /** Whether each that its case has was among them. */
  readonly isWhole: boolean;
}

/** Of a user of the world's Hub. */
export const READER_TOKEN = "hf_cases_reader_of_gated_repositories";

const COMMIT = "c".repeat(40);
const NEIGHBOURS = 6;
const DEFAULT_BYTES = 24_000;

/** Two miners for each case, one that meets it once and one that it lasts for, and a few that meet nothing. */
export function createHubCasesWorld(cases: Readonly<Record<string, HubCase>>): HubCasesWorld {
  const faulty = Object.entries(cases).flatMap(([name, each]) => [
    { name, lasts: false, fate: each.once ?? ("downloaded" as const), each },
    { name, lasts: true, fate: each.lasting, each },
  ]);
  const plain = Array.from({ length: NEIGHBOURS }, () => ({
    name: undefined,
    lasts: false,
    fate: "downloaded" as const,
    each: undefined,
  }));
  const all = [...faulty, ...plain].map(({ each, ...miner }, uid) => ({
    ...miner,
    uid,
    each,
    repoId: `cases/miner-${uid}`,
    content: createRows(`miner ${uid}`, each?.bytes ?? DEFAULT_BYTES),
  }));
  return {
    world: createWorld(all),
    miners: all,
    createFaults(choose = () => true) {
      const chosen = all.filter((miner) => miner.name !== undefined && choose(miner));
      return followCases(new Map(chosen.map((miner) => [miner.repoId, miner])));
    },
  };
}

type CaseMiner = HubCaseMiner & { readonly each: HubCase | undefined };

function followCases(miners: ReadonlyMap<string, CaseMiner>): CaseFaults {
  const met = new Map<string, number>();
  const struck = new Map<string, number>();
  return {
    handler({ kind, repoId = "" }): Fault | undefined {
      const { each, lasts = false } = miners.get(repoId) ?? {};
      if (each === undefined || each.at !== kind) return undefined;
      const before = met.get(repoId) ?? 0;
      met.set(repoId, before + 1);
      const fault = each.faults[before] ?? (lasts ? each.faults.at(-1) : undefined);
      if (fault !== undefined) struck.set(repoId, before + 1);
      return typeof fault === "function" ? fault() : fault;
    },
    strikesOn({ repoId }) {
      const count = struck.get(repoId) ?? 0;
      const due = miners.get(repoId)?.each?.faults.length ?? 0;
      return { count, isWhole: count >= due };
    },
  };
}

function createWorld(miners: readonly CaseMiner[]): World {
  return {
    name: "hub-cases",
    chain: {
      genesisHash: `0x${"ca".repeat(32)}`,
      chainName: "Bittensor",
      specVersion: 425,
      headNumber: 1_000,
      headTimestamp: Date.UTC(2026, 2, 10, 14),
      subnets: [
        {
          netuid: 96,
          name: "FLock OFF",
          symbol: "x",
          registeredAt: 1,
          ownerHotkey: createKey(500),
          ownerColdkey: createKey(501),
          neurons: miners.map(({ uid }) => createNeuron(uid)),
          commitments: miners.map(({ uid, repoId, each }) => {
            const text = `${repoId}:1:${each?.branch === true ? "main" : COMMIT}`;
            const fields = [{ type: "raw", bytes: Buffer.from(text) }] as const;
            return { hotkey: createKey(uid), block: 900, deposit: 0n, fields };
          }),
        },
      ],
    },
    hub: {
      repos: miners.map((miner) => createRepo(miner)),
      users: [{ token: READER_TOKEN, name: "reader" }],
    },
    truth: { flockNetuid: 96, miners: [], staleCommitments: 0 },
  };
}

function createRepo({ repoId, content, each }: CaseMiner): WorldRepo {
  const file = { path: "data.jsonl", lfs: each?.lfs ?? false, content: () => content };
  return { id: repoId, refs: { main: COMMIT }, commits: { [COMMIT]: [file] } };
}

/** Rows of exactly so many bytes in all. */
function createRows(name: string, bytes: number): Buffer {
  const rows: string[] = [];
  for (let length = 0, row = 0; length < bytes; row += 1) {
    const head = `{"conversations":[{"role":"user","content":"${name} ${row} `;
    const room = Math.max(0, Math.min(2_000, bytes - length) - head.length - 5);
    rows.push(`${head}${"word ".repeat(room / 5 + 1).slice(0, room)}"}]}\n`);
    length += rows.at(-1)?.length ?? 0;
  }
  return Buffer.from(rows.join(""));
}
