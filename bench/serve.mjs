// Serves a world for a benchmark: node serve.mjs <world> <latency ms>. Prints one JSON line with the two addresses, then
// one with the request counts for each line on standard input, and ends when that ends.
import { createInterface } from "node:readline";
import { createWorld, startDevnet } from "@flock-tools/devnet";

const [world, latencyMs] = process.argv.slice(2);
const devnet = await startDevnet({ world: createWorld(world), latencyMs: Number(latencyMs) });
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
print({ chain: devnet.chain.url, hub: devnet.hub.url });
for await (const _ of createInterface({ input: process.stdin })) {
  const { chain, hub } = devnet;
  print({
    dataCalls: chain.counts.dataCalls,
    chain: { ...chain.counts.byKind },
    hub: { ...hub.counts.byKind },
    hubTotal: hub.counts.total,
  });
  chain.counts.reset();
  hub.counts.reset();
}
await devnet.close();
