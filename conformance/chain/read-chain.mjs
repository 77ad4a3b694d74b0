// What packages/chain sees.
import {
  connectChain,
  getBlockAt,
  getFinalizedBlock,
  getSubnet,
  listSubnets,
} from "@flock-tools/chain";

/** Nodes keep the state of about 300 blocks of 12 seconds. */
const OLDER_BY_MS = 250 * 12_000;

/**
 * Everything that the SDK's calls are compared with, read at the finalized block of a node, and the subnet `netuid` also as
 * it was before `advance` made that block.
 */
export async function readChain(endpoint, { netuid, advance }) {
  const client = await connectChain({ endpoint });
  try {
    const before = await getFinalizedBlock(client);
    advance();
    const block = await getFinalizedBlock(client);
    const subnets = [];
    for (const summary of await listSubnets(client, { block })) {
      // The SDK takes the runtime API where it can.
      const options = { netuid: summary.netuid, block, via: "storage" };
      subnets.push({ ...summary, ...(await getSubnet(client, options)) });
    }
    const older = await findOlder(client, block);
    const subnet = subnets.find((it) => it.netuid === netuid);
    const past = await getSubnet(client, { netuid, block: before, via: "storage" });
    return { block, older, specVersion: client.specVersion, subnets, subnet, past };
  } finally {
    await client[Symbol.asyncDispose]();
  }
}

async function findOlder(client, block) {
  const timestamp = block.timestamp - OLDER_BY_MS;
  const number = await getBlockAt(client, { time: timestamp, block });
  const hash = await client.request("chain_getBlockHash", [number]);
  return { number, hash, timestamp };
}
