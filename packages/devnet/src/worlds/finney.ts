import type { World, WorldSubnet } from "../world.ts";
import { createChainWorld, createHubWorld, HEAD_NUMBER } from "./base-world.ts";
import { picked, published, type Role, type RowPlan } from "./cast.ts";
import { ADJECTIVES, NOUNS } from "./chat-words.ts";
import { publishPool } from "./evaluation-pool.ts";
import { createFlockSubnet, FLOCK_NETUID } from "./flock-subnet.ts";
import { type CommitmentStyle, createOtherSubnet } from "./other-subnet.ts";
import { createPool } from "./pool.ts";
import type { Random } from "./random.ts";

const SUBNETS = 130;
const NEURONS = 256;
const STALE = 9;

const STYLES: readonly CommitmentStyle[] = [
  "none",
  "url-with-port",
  "json",
  "url-with-address",
  "hash",
  "words",
  "onnx-model",
  "five-parts",
  "lone-look-alike",
];

/** As many subnets and miners as finney has, and 100 rows of about 1,500 bytes from each miner. */
export function createFinney(random: Random): World {
  const pool = createPool(random.fork("pool"), { rows: 5000, minBytes: 1100, maxBytes: 1900 });
  const flock = createFlockSubnet({
    random: random.fork("flock"),
    headNumber: HEAD_NUMBER,
    cast: createCast(),
    pool,
    stale: STALE,
  });
  const evaluation = publishPool(random.fork("evaluation"), pool);
  const others = Array.from({ length: SUBNETS }, (_, netuid) => netuid)
    .filter((netuid) => netuid !== FLOCK_NETUID)
    .map((netuid) => createOther(random.fork(`subnet ${netuid}`), netuid));
  return {
    name: "finney",
    chain: createChainWorld("finney", [...others, flock.subnet]),
    hub: createHubWorld([...flock.repos, evaluation.repo]),
    truth: {
      flockNetuid: FLOCK_NETUID,
      miners: flock.miners,
      staleCommitments: STALE,
      evaluationPool: evaluation.truth,
    },
  };
}

/** 6 validators and 250 miners with valid data sets; one in 21 took it from the miner before. */
function createCast(): Role[] {
  return Array.from({ length: NEURONS }, (_, uid): Role => {
    if (uid % 43 === 42 || uid === 1) return { type: "validator" };
    if (uid % 21 !== 20) return picked();
    return published(createPlan(uid - 1));
  });
}

function createPlan(of: number): RowPlan {
  const plans: readonly RowPlan[] = [
    { kind: "copy", of },
    { kind: "partial", of, shared: 60 },
    { kind: "reordered", of },
    { kind: "near-copy", of, editRate: 0.05 },
  ];
  return plans[Math.floor(of / 21) % plans.length] as RowPlan;
}

function createOther(random: Random, netuid: number): WorldSubnet {
  const isRoot = netuid === 0;
  const name = isRoot ? "root" : `${random.pick(ADJECTIVES)} ${random.pick(NOUNS)} ${netuid}`;
  const hasIdentity = !isRoot && random.next() < 0.7;
  return createOtherSubnet({
    random,
    netuid,
    name,
    style: isRoot ? "none" : random.pick(STYLES),
    neurons: isRoot ? 64 : random.pick([64, 128, 192, 256, 256, 256]),
    headNumber: HEAD_NUMBER,
    ...(hasIdentity ? { githubRepo: `https://github.com/subnet-example/sn${netuid}` } : {}),
  });
}
