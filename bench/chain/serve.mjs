// Serves the chain of the world finney: node serve.mjs [metadata file]. Prints one JSON line with the address, then one with
// the requests since the last for each line on standard input, and ends when that ends.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createWorld, startChainServer } from "@flock-tools/devnet";

const [file] = process.argv.slice(2);
const metadata = file === undefined ? undefined : readFileSync(file);
const server = await startChainServer({ world: createWorld("finney").chain, metadata });
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
print({ url: server.url });
for await (const _ of createInterface({ input: process.stdin })) {
  const { counts } = server;
  print({ dataCalls: counts.dataCalls, total: counts.total });
  counts.reset();
}
await server.close();
