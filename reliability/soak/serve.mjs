// Serves the finney world in a process of its own, with faults by the seed in argv, or none without one: its URLs as a line
// of JSON, and what was injected so far as another for each line on stdin. Ends with stdin.
import { createInterface } from "node:readline";
import { createWorld, startDevnet } from "@flock-tools/devnet";

const [seed] = process.argv.slice(2);
const faults = seed === undefined ? undefined : { seed: Number(seed), slowMs: 2_000 };
const devnet = await startDevnet({ world: createWorld("finney"), faults });
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

say({ chain: devnet.chain.url, hub: devnet.hub.url });
for await (const _ of createInterface({ input: process.stdin })) say(devnet.faults?.injected ?? {});
await devnet.close();
