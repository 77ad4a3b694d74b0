import type { World, WorldRepo, WorldSubnet } from "../world.ts";
import { createChainWorld, createHubWorld, HEAD_NUMBER } from "./base-world.ts";
import { DEMO_CAST } from "./demo-cast.ts";
import { publishPool } from "./evaluation-pool.ts";
import { createFlockSubnet, FLOCK_NETUID } from "./flock-subnet.ts";
import { createOtherSubnet, type OtherSubnetOptions } from "./other-subnet.ts";
import { createPool } from "./pool.ts";
import { textFile } from "./publish.ts";
import type { Random } from "./random.ts";

const STALE = 4;

type OtherSubnet = Pick<OtherSubnetOptions, "netuid" | "name" | "style" | "neurons" | "githubRepo">;

/** Each would fool a search that only looks for three parts at uid 0, or only at names. */
const LOOK_ALIKES: readonly OtherSubnet[] = [
  { netuid: 0, name: "root", style: "none", neurons: 8 },
  {
    netuid: 4,
    name: "Harbor",
    style: "url-with-port",
    neurons: 24,
    githubRepo: "https://github.com/harbor-example/harbor",
  },
  { netuid: 8, name: "Lattice", style: "url-with-address", neurons: 32 },
  {
    netuid: 21,
    name: "Onyx",
    style: "onnx-model",
    neurons: 48,
    githubRepo: "https://github.com/onyx-example/onyx",
  },
  { netuid: 29, name: "Mint", style: "five-parts", neurons: 64 },
  {
    netuid: 44,
    name: "FLock OFF",
    style: "words",
    neurons: 64,
    githubRepo: "https://github.com/flock-mirror/FLock-subnet",
  },
  { netuid: 61, name: "Trident", style: "lone-look-alike", neurons: 64 },
  {
    netuid: 77,
    name: "Quartz",
    style: "json",
    neurons: 16,
    githubRepo: "https://github.com/quartz-example/quartz",
  },
];

/** 64 neurons around FLock's rules, every one with a story, among subnets that look alike. */
export function createDemo(random: Random): World {
  const pool = createPool(random.fork("pool"), { rows: 5000, minBytes: 600, maxBytes: 1800 });
  const flock = createFlockSubnet({
    random: random.fork("flock"),
    headNumber: HEAD_NUMBER,
    cast: DEMO_CAST,
    pool,
    stale: STALE,
  });
  const evaluation = publishPool(random.fork("evaluation"), pool);
  const others = LOOK_ALIKES.map((options): WorldSubnet =>
    createOtherSubnet({
      ...options,
      headNumber: HEAD_NUMBER,
      random: random.fork(`subnet ${options.netuid}`),
    }),
  );
  return {
    name: "demo",
    chain: createChainWorld("demo", [...others, flock.subnet]),
    hub: createHubWorld([
      ...flock.repos,
      evaluation.repo,
      createHostileRepo(random.fork("hostile")),
    ]),
    truth: {
      flockNetuid: FLOCK_NETUID,
      miners: flock.miners,
      staleCommitments: STALE,
      evaluationPool: evaluation.truth,
    },
  };
}

/** A repository that nobody commits to, with names that no client may take at face value. */
function createHostileRepo(random: Random): WorldRepo {
  const commit = random.hex(40);
  const names = [
    "data.jsonl",
    "DATA.jsonl",
    "what?.md",
    "a#b.txt",
    "100%41.txt",
    "read me.txt",
    "../outside.txt",
    "folder/../../outside.txt",
    "..\\outside.txt",
    "C:\\outside.txt",
    "CON",
    "caf\u00e9.txt",
    "cafe\u0301.txt",
    "\u202etxt.exe",
    "\u001b[31mred.txt",
  ];
  return {
    id: "hostile/names",
    refs: { main: commit },
    commits: {
      [commit]: names.map((name) => textFile(name, `{"name":${JSON.stringify(name)}}\n`)),
    },
  };
}
