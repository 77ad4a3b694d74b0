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

/** Everything that the SDK's calls are compared with, read at the finalized block of a node. */
export async function readChain(endpoint, netuid) {
  const client = await connectChain({ endpoint });
  try {
    const block = await getFinalizedBlock(client);
    const subnets = [];
    for (const summary of await listSubnets(client, { block })) {
      // The SDK takes the runtime API where it can.
      const options = { netuid: summary.netuid, block, via: "storage" };
      subnets.push({ ...summary, ...(await getSubnet(client, options)) });
    }
    const older = await findOlder(client, block);
    const subnet = subnets.find((it) => it.netuid === netuid);
    return { block, older, specVersion: client.specVersion, subnets, subnet };
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
