// The subnets that `pnpm dl --hf-cache` lays out.
import { createWorld } from "@flock-tools/devnet";
import { createAwkwardRepos, FIRST, REPO, SECOND } from "./worlds.mjs";

const NETUID = 96;

/** Each with its devnet options, the arguments of `pnpm dl`, and settings of huggingface_hub. */
export function listCacheWorlds() {
  const demo = createWorld("demo");
  const awkward = createAwkwardWorld(demo);
  const copies = { HF_HUB_DISABLE_SYMLINKS: "1" };
  return [
    { name: "demo", world: demo, args: [], env: {} },
    { name: "demo, without links", world: demo, args: [], env: copies },
    { name: "awkward", world: awkward, args: ["--all-files"], env: {} },
    { name: "awkward, without links", world: awkward, args: ["--all-files"], env: copies },
  ].map((cache) => ({ ...cache, args: ["--netuid", String(NETUID), ...cache.args] }));
}

/** Several revisions of one repository, one of another, and the former name of the first. */
function createAwkwardWorld(demo) {
  const texts = [
    `${REPO}:1:main`,
    `${REPO}:1:${FIRST}`,
    `${REPO}:1:${SECOND.slice(0, 7)}`,
    "acme/former:1:None",
    "acme/bare:1:main",
  ];
  const subnets = demo.chain.subnets.map((subnet) => {
    if (subnet.netuid !== NETUID) return subnet;
    const neurons = subnet.neurons.slice(0, texts.length);
    const commitments = texts.map((text, uid) => ({
      hotkey: neurons[uid].hotkey,
      block: demo.chain.headNumber,
      deposit: 0n,
      fields: [{ type: "raw", bytes: Buffer.from(text) }],
    }));
    return { ...subnet, neurons, commitments };
  });
  return {
    ...demo,
    chain: { ...demo.chain, subnets },
    hub: { repos: createAwkwardRepos(), users: [] },
  };
}
