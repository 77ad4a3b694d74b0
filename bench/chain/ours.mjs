// Connects and reads one subnet: node ours.mjs <endpoint> <netuid> <way>, or only connects where the way is "connect".
// Waits for a line on standard input between the two, so that the requests of each can be counted. Prints milliseconds.
import { once } from "node:events";
import { connectChain, getFinalizedBlock, getSubnet } from "@flock-tools/chain";

const [endpoint, netuid, way] = process.argv.slice(2);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const started = performance.now();
const client = await connectChain({ endpoint });
const block = await getFinalizedBlock(client);
print({ ms: performance.now() - started, specVersion: client.specVersion });
await once(process.stdin, "data");
process.stdin.destroy();
if (way !== "connect") {
  const asked = performance.now();
  const { neurons, commitments, via } = await getSubnet(client, {
    netuid: Number(netuid),
    block,
    via: way,
  });
  const present = [...commitments.values()].filter(({ status }) => status === "present").length;
  print({ ms: performance.now() - asked, neurons: neurons.length, present, via });
}
await client.disconnect();
