// The networks that the SDK and packages/chain both read.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createWorld } from "@flock-tools/devnet";

// Metadata of the real chain at spec version 343, recorded beside the repository; not everybody has it.
const RECORDED = fileURLToPath(
  new URL("../../../shared/data/chain/subtensor-spec343-metadata-v15-wrapped.hex", import.meta.url),
);

const FLOCK = 96;

/** Each with its devnet options, the netuid whose commitments are read, and those whose metagraphs are. */
export function listWorlds() {
  const demo = createWorld("demo");
  // One value that no type fits makes the SDK refuse all commitments.
  const decodable = withoutIllFormed(demo);
  const metagraphs = demo.chain.subnets.map(({ netuid }) => netuid);
  const worlds = [
    { name: "demo", world: demo, netuid: FLOCK, netuids: metagraphs },
    { name: "demo, well-formed", world: decodable, netuid: FLOCK, netuids: [FLOCK] },
    { name: "finney", world: createWorld("finney"), netuid: FLOCK, netuids: [0, 1, 64, FLOCK] },
    { name: "empty", world: createWorld("empty"), netuid: 0, netuids: [0] },
  ];
  if (!existsSync(RECORDED)) return worlds;
  const metadata = readFileSync(RECORDED);
  return [
    ...worlds,
    { name: "demo, spec 343", world: decodable, netuid: FLOCK, netuids: metagraphs, metadata },
  ];
}

function withoutIllFormed(world) {
  const subnets = world.chain.subnets.map((subnet) => ({
    ...subnet,
    commitments: subnet.commitments.filter(({ encoded }) => encoded === undefined),
  }));
  return { ...world, chain: { ...world.chain, subnets } };
}
