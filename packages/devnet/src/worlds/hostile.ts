import { createHash } from "node:crypto";
import type {
  TruthMiner,
  World,
  WorldCommitment,
  WorldFile,
  WorldNeuron,
  WorldRepo,
  WorldSubnet,
} from "../world.ts";
import { createChainWorld, createHubWorld, HEAD_NUMBER } from "./base-world.ts";
import { picked } from "./cast.ts";
import { publishPool } from "./evaluation-pool.ts";
import { createFlockSubnet, FLOCK_NETUID } from "./flock-subnet.ts";
import { listHostileCommitments } from "./hostile-commitments.ts";
import { createHarmlessData, listHostileRepos } from "./hostile-files.ts";
import { createHostileSubnets } from "./hostile-subnets.ts";
import { COMPETITION_IDS } from "./hostile-texts.ts";
import { encodeKey } from "./keys.ts";
import { type CommitmentBody, createRaw } from "./malformed.ts";
import { createNeuron } from "./neuron.ts";
import { createPool } from "./pool.ts";
import type { Random } from "./random.ts";

/** Miners who mean no harm and must get through, by uid from 0. */
const HARMLESS = 60;

/** Repositories whose two parts are well-formed and unpleasant all the same. */
const REPO_IDS: readonly string[] = [
  "CON/aux.jsonl",
  "__proto__/constructor",
  "Twin/Chat",
  "twin/chat",
  "TWIN/CHAT",
  "_/_",
  `${"n".repeat(30)}/${"r".repeat(40)}`,
];

/**
 * A FLock-like subnet in which most miners mean harm: by their commitments, by the names, sizes and kinds of their files,
 * and by their rows; among subnets whose owners do, too. 60 miners mean none.
 */
export function createHostile(random: Random): World {
  const pool = createPool(random.fork("pool"), { rows: 400, minBytes: 300, maxBytes: 600 });
  const flock = createFlockSubnet({
    random: random.fork("flock"),
    headNumber: HEAD_NUMBER,
    cast: Array.from({ length: HARMLESS }, () => picked()),
    pool,
    stale: 4,
  });
  const evaluation = publishPool(random.fork("evaluation"), pool);
  const enemies = createEnemies(random.fork("enemies"), flock.subnet);
  const subnet = {
    ...flock.subnet,
    neurons: [...flock.subnet.neurons, ...enemies.map(({ neuron }) => neuron)],
    commitments: [...flock.subnet.commitments, ...enemies.map(({ commitment }) => commitment)],
  };
  return {
    name: "hostile",
    chain: createChainWorld("hostile", [...createHostileSubnets(random.fork("subnets")), subnet]),
    hub: createHubWorld([
      ...flock.repos,
      evaluation.repo,
      ...enemies.flatMap(({ repo }) => (repo === undefined ? [] : [repo])),
    ]),
    truth: {
      flockNetuid: FLOCK_NETUID,
      miners: [...flock.miners, ...enemies.map(({ truth }) => truth)],
      staleCommitments: 4,
      evaluationPool: evaluation.truth,
    },
  };
}

interface Plan {
  readonly hostile: string;
  readonly body: CommitmentBody;
  readonly expected: TruthMiner["expected"];
  readonly repo?: WorldRepo;
  readonly text?: string;
}

interface Enemy {
  readonly neuron: WorldNeuron;
  readonly commitment: WorldCommitment;
  readonly repo: WorldRepo | undefined;
  readonly truth: TruthMiner;
}

function createEnemies(random: Random, { registeredAt, neurons }: WorldSubnet): Enemy[] {
  const block = HEAD_NUMBER - 1_000;
  const plans = [...planPublishers(random.fork("repos")), ...listHostileCommitments(random, block)];
  return plans.map(({ body, ...plan }, index) => {
    const neuron = createNeuron(random, {
      registeredAfter: registeredAt,
      registeredBefore: HEAD_NUMBER - 50_000,
    });
    return {
      neuron,
      commitment: { hotkey: neuron.hotkey, block: block - index, deposit: 0n, ...body },
      repo: "repo" in plan ? plan.repo : undefined,
      truth: tellTruth(plan, neurons.length + index, neuron),
    };
  });
}

function planPublishers(random: Random): Plan[] {
  const plan = (hostile: string, repoId: string, options: Partial<PublishOptions> = {}): Plan =>
    publish(random, { hostile, repoId, ...options });
  return [
    ...listHostileRepos().map(({ hostile, files, expected }, index) => ({
      ...plan(hostile, `enemy/files-${index}`, { files }),
      expected,
    })),
    ...COMPETITION_IDS.map((id, index) =>
      plan(`competition id ${id}`, `enemy/competition-${index}`, { competitionId: id }),
    ),
    ...REPO_IDS.map((id) => plan(`repository id ${id}`, id)),
  ];
}

interface PublishOptions {
  readonly hostile: string;
  readonly repoId: string;
  readonly competitionId?: string;
  readonly files?: readonly WorldFile[];
}

function publish(
  random: Random,
  { hostile, repoId, competitionId = "1", files = [createHarmlessData(repoId)] }: PublishOptions,
): Plan {
  const commit = random.hex(40);
  const text = `${repoId}:${competitionId}:${commit}`;
  const repo = { id: repoId, refs: { main: commit }, commits: { [commit]: files } };
  return { hostile, body: createRaw(text), expected: "downloaded", repo, text };
}

function tellTruth(
  { hostile, expected, repo, text }: Omit<Plan, "body">,
  uid: number,
  { hotkey, coldkey }: WorldNeuron,
): TruthMiner {
  const [commit, files] = Object.entries(repo?.commits ?? {})[0] ?? [];
  const data = files?.find(({ path }) => path === "data.jsonl");
  return {
    uid,
    hotkey: encodeKey(hotkey),
    coldkey: encodeKey(coldkey),
    expected,
    hostile,
    ...(text !== undefined && { commitmentText: text }),
    ...(repo !== undefined && { repoId: repo.id }),
    ...(commit !== undefined && { commit }),
    ...(expected === "downloaded" && data && describeBytes(data.content())),
  };
}

function describeBytes(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
