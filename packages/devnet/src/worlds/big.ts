import { createHash } from "node:crypto";
import type { TruthMiner, World, WorldFile, WorldRepo } from "../world.ts";
import { createChainWorld, createHubWorld, HEAD_NUMBER } from "./base-world.ts";
import { picked } from "./cast.ts";
import { createFlockSubnet, FLOCK_NETUID } from "./flock-subnet.ts";
import { createPool, type Pool } from "./pool.ts";
import type { Random } from "./random.ts";

/** In bytes; the file ends with the block that reaches it. */
const BIG_SIZE = 1_000_000_000;
const CHUNK = 65_536;

/** As many small data sets as make the subnet recognisable. */
const SMALL_MINERS = 15;

/** The big file belongs to uid 0. */
const BIG_UID = 0;

/** One miner with an LFS file of 1 GB that nobody ever holds whole, and a few small ones. */
export function createBig(random: Random): World {
  const pool = createPool(random.fork("pool"), { rows: 1000, minBytes: 600, maxBytes: 1800 });
  const flock = createFlockSubnet({
    random: random.fork("flock"),
    headNumber: HEAD_NUMBER,
    cast: Array.from({ length: SMALL_MINERS + 1 }, () => picked()),
    pool,
    stale: 0,
  });
  const { file, facts } = createBigFile(pool);
  const repoId = flock.miners[BIG_UID]?.repoId;
  return {
    name: "big",
    chain: createChainWorld("big", [flock.subnet]),
    hub: createHubWorld(
      flock.repos.map((repo) => (repo.id === repoId ? replaceData(repo, file) : repo)),
    ),
    truth: {
      flockNetuid: FLOCK_NETUID,
      miners: flock.miners.map((miner): TruthMiner =>
        miner.uid === BIG_UID ? { ...miner, ...facts } : miner,
      ),
      staleCommitments: 0,
    },
  };
}

interface BigFile {
  readonly file: WorldFile;
  readonly facts: { readonly rows: number; readonly bytes: number; readonly sha256: string };
}

/** The lines of the pool over and over. */
function createBigFile({ bytes: block, rows }: Pool): BigFile {
  const repeats = Math.ceil(BIG_SIZE / block.length);
  const hash = createHash("sha256");
  for (let index = 0; index < repeats; index += 1) hash.update(block);
  const sha256 = hash.digest("hex");
  const size = repeats * block.length;
  function* stream(): Generator<Uint8Array> {
    for (let index = 0; index < repeats; index += 1) {
      for (let start = 0; start < block.length; start += CHUNK) {
        yield block.subarray(start, start + CHUNK);
      }
    }
  }
  return {
    file: {
      path: "data.jsonl",
      lfs: true,
      size,
      sha256,
      stream,
      content: () => Buffer.concat([...stream()], size),
    },
    facts: { rows: repeats * rows.length, bytes: size, sha256 },
  };
}

function replaceData(repo: WorldRepo, file: WorldFile): WorldRepo {
  const commits = Object.entries(repo.commits).map(([commit, files]) => [
    commit,
    files.map((old) => (old.path === file.path ? file : old)),
  ]);
  return { ...repo, commits: Object.fromEntries(commits) as WorldRepo["commits"] };
}
