import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TruthMiner, World } from "@flock-tools/devnet";
import type { JudgementSource } from "../src/judgement-source.ts";
import { getRuleSetAt } from "../src/judgement/rule-set.ts";
import { readJudgementFolder } from "../src/read-judgement-files.ts";

/** Writes the data sets of a world as files, and gives them with the blocks and keys that the world knows. */
export async function createWorldSource(world: World, folder: string): Promise<JudgementSource> {
  const { chain, truth } = world;
  const { evaluationPool: pool } = truth;
  if (pool !== undefined) writeData(join(folder, "eval_data"), readWorldFile(world, pool));
  for (const miner of truth.miners) {
    const path = join(folder, `miner_${miner.uid}`);
    if (miner.expected === "downloaded") writeData(path, readWorldFile(world, miner));
    else mkdirSync(path);
  }
  const ruleSet = getRuleSetAt(chain.headTimestamp);
  const source = await readJudgementFolder({ folder, ruleSet });
  const blocks = listBlocks(world);
  const miners = source.miners.map((miner) => ({
    ...miner,
    hotkey: truth.miners[miner.uid]?.hotkey,
    coldkey: truth.miners[miner.uid]?.coldkey,
    commitmentBlock: blocks.get(miner.uid),
  }));
  return { ...source, miners, input: { ...source.input, miners } };
}

/** The rows of a miner or of the pool as they are in the world. */
export function readWorldFile(
  world: World,
  { repoId, commit }: Pick<TruthMiner, "repoId" | "commit">,
): Uint8Array {
  const repo = world.hub.repos.find(({ id }) => id === repoId);
  const file = repo?.commits[commit ?? ""]?.find(({ path }) => path === "data.jsonl");
  if (file === undefined) throw new RangeError(`${repoId} has no data.jsonl`);
  return file.content();
}

function listBlocks({ chain, truth }: World): Map<number, number> {
  const subnet = chain.subnets.find(({ netuid }) => netuid === truth.flockNetuid);
  return new Map(
    (subnet?.neurons ?? []).flatMap(({ hotkey }, uid): [number, number][] => {
      const key = Buffer.from(hotkey);
      const found = subnet?.commitments.find((candidate) => key.equals(candidate.hotkey));
      return found === undefined ? [] : [[uid, found.block]];
    }),
  );
}

function writeData(folder: string, bytes: Uint8Array): void {
  const path = join(folder, "data.jsonl");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
