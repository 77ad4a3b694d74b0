// One subnet of 256 neurons by either way, on a small runtime and on the recorded one of the real chain: calls, bytes, time
// and memory. node run.mjs [folder with the recorded metadata]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { benchPath, describeMachine, markdownTable, median } from "../measure.mjs";
import { countBytes } from "./count-bytes.mjs";

const RUNS = 7;
const NETUID = "96";
const recorded = process.argv[2] ?? benchPath("../../shared/data/chain");
const RUNTIMES = [
  { runtime: "devnet's own, V15", file: undefined, ways: ["connect", "storage", "runtime-api"] },
  {
    runtime: "spec 343, V15",
    file: join(recorded, "subtensor-spec343-metadata-v15-wrapped.hex"),
    ways: ["connect", "storage", "runtime-api"],
  },
  {
    runtime: "spec 343, V14",
    file: join(recorded, "subtensor-spec343-metadata-v14.hex"),
    ways: ["storage"],
  },
].filter(({ file }) => file === undefined || existsSync(file));

const RSS_HOOK = new URL("../report-rss.mjs", import.meta.url).href;

/** A child process that prints JSON lines and is told to go on by a line. */
function start(script, args, hooks = []) {
  const child = spawn(process.execPath, [...hooks, benchPath(script), ...args], {
    stdio: ["pipe", "pipe", "inherit", "pipe"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => JSON.parse((await lines.next()).value) };
}

async function serve(file) {
  const { child, next } = start("chain/serve.mjs", file === undefined ? [] : [file]);
  const { url } = await next();
  const relay = await countBytes(url);
  return {
    url: relay.url,
    async take() {
      child.stdin.write("counts\n");
      return { ...(await next()), ...relay.take() };
    },
    async close() {
      await relay.close();
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

async function measure(server, way) {
  await server.take();
  const { child, next } = start(
    "chain/ours.mjs",
    [server.url, NETUID, way],
    ["--import", RSS_HOOK],
  );
  let rss = "";
  child.stdio[3].on("data", (text) => (rss += text));
  const ended = once(child, "close");
  const connected = await next();
  const atConnect = await server.take();
  child.stdin.write("go\n");
  const read = way === "connect" ? undefined : await next();
  const [code] = await ended;
  if (code !== 0) throw new Error(`reading by ${way} ended with ${code}`);
  if (read !== undefined && read.neurons !== 256) throw new Error(`read ${read.neurons} neurons`);
  return { connected, atConnect, read, atRead: await server.take(), peakMb: Number(rss) / 1e6 };
}

const kb = (bytes) => (bytes / 1000).toFixed(0);
const middle = (runs, of) => median(runs.map(of));
const connects = [];
const reads = [];
let present = 0;
for (const { runtime, file, ways } of RUNTIMES) {
  const server = await serve(file);
  const runs = Object.fromEntries(ways.map((way) => [way, []]));
  for (let run = -1; run < RUNS; run++) {
    for (const way of ways) {
      const result = await measure(server, way);
      if (run >= 0) runs[way].push(result);
    }
  }
  await server.close();
  const [first] = Object.values(runs);
  connects.push([
    runtime,
    first[0].atConnect.total,
    kb(middle(first, ({ atConnect }) => atConnect.received)),
    middle(first, ({ connected }) => connected.ms).toFixed(0),
    runs.connect ? middle(runs.connect, ({ peakMb }) => peakMb).toFixed(0) : "",
  ]);
  for (const way of ways.filter((each) => each !== "connect")) {
    present = runs[way][0].read.present;
    reads.push([
      runtime,
      way,
      middle(runs[way], ({ atRead }) => atRead.dataCalls),
      kb(middle(runs[way], ({ atRead }) => atRead.sent)),
      kb(middle(runs[way], ({ atRead }) => atRead.received)),
      middle(runs[way], ({ read }) => read.ms).toFixed(0),
      middle(runs[way], ({ peakMb }) => peakMb).toFixed(0),
    ]);
  }
}
const report = `# One subnet of 256 neurons

${describeMachine()}. FLock of the world finney: 256 neurons, ${present} sound commitments, and those of hotkeys that have
left. Medians of ${RUNS} interleaved runs, each a process of its own; the server is another. Bytes are those of the
connection, both ways; memory is the peak of the whole process.

To connect and date the newest block:

${markdownTable(["runtime", "calls", "kB received", "ms", "peak MB"], connects)}

Then to read the subnet:

${markdownTable(["runtime", "way", "data calls", "kB sent", "kB received", "ms", "peak MB"], reads)}

Every run gave 256 neurons; that both ways give the same is tested in packages/chain.
`;
writeFileSync(benchPath("chain/RESULT.md"), report);
process.stdout.write(report);
