// The whole download of 250 data sets, three ways, against one world (250 files of 150 kB, 50 ms a request), and the
// peak memory of it and of one file of 1 GB. Keeps its result beside it.
//   node bench/download/run.mjs [--no-python]
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@flock-tools/devnet";
import {
  appPath,
  benchPath,
  describeMachine,
  markdownTable,
  median,
  run,
  runNode,
  serve,
} from "../measure.mjs";

const RUNS = 7;
const CONCURRENCY = "16";
const LATENCY_MS = 50;
const folder = mkdtempSync(join(tmpdir(), "flock-bench-"));
const fresh = (name) => mkdtempSync(join(folder, `${name}-`));

function expectDownloads(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what} downloaded ${found} of ${wanted} data sets`);
}

/** An environment of its own for the sequential way, or undefined where python3 or pip is missing. */
function makePython() {
  if (process.argv.includes("--no-python")) return undefined;
  const venv = join(folder, "venv");
  const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  try {
    execFileSync("python3", ["-m", "venv", venv], { stdio: "pipe" });
    const install = ["-m", "pip", "install", "-q", "-r", benchPath("download/requirements.txt")];
    execFileSync(python, install, { stdio: "pipe" });
    return python;
  } catch (error) {
    process.stderr.write(`without the sequential way: ${error.message.split("\n")[0]}\n`);
    return undefined;
  }
}

function writeTargets() {
  const { miners } = createWorld("finney").truth;
  const targets = miners
    .filter(({ expected }) => expected === "downloaded")
    .map(({ uid, repoId, commit }) => ({ uid, repoId, commit }));
  const path = join(folder, "targets.json");
  writeFileSync(path, JSON.stringify(targets));
  return { path, count: targets.length };
}

async function measureFinney() {
  const targets = writeTargets();
  const python = makePython();
  const net = await serve("finney", { latencyMs: LATENCY_MS });
  const figures = { bare: [], files: [], whole: [], memory: [], sequential: undefined };
  let counts;
  for (let turn = -1; turn < RUNS; turn++) {
    await net.counts();
    const bare = await runNode([
      benchPath("download/bare.mjs"),
      net.hub,
      targets.path,
      fresh("bare"),
      CONCURRENCY,
    ]);
    await net.counts();
    const ours = await runNode([
      benchPath("download/ours.mjs"),
      net.chain,
      net.hub,
      fresh("ours"),
      CONCURRENCY,
    ]);
    const library = JSON.parse(ours.stdout);
    expectDownloads(library.downloaded, targets.count, "the library");
    await net.counts();
    const dataDir = fresh("dl");
    const dl = ["--json", "--quiet", "--endpoint", net.chain, "--data-dir", dataDir];
    const env = { HF_ENDPOINT: net.hub };
    const whole = await runNode([appPath("downloader"), ...dl], { env });
    expectDownloads(JSON.parse(whole.stdout).data.totals.downloaded, targets.count, "pnpm dl");
    const first = await net.counts();
    await runNode([appPath("downloader"), ...dl], { env });
    counts = { first, second: await net.counts() };
    if (turn < 0) continue;
    figures.bare.push(JSON.parse(bare.stdout).seconds);
    figures.files.push(library.seconds);
    figures.whole.push(whole.seconds);
    figures.memory.push(whole.peakMb);
  }
  const reads = await countReads(net, fresh("reads"));
  if (python !== undefined) {
    const env = { HF_ENDPOINT: net.hub, HF_HOME: fresh("hf"), HF_HUB_DISABLE_TELEMETRY: "1" };
    const args = [benchPath("download/sequential.py"), net.chain, "96", "256", fresh("sequential")];
    const sequential = await run(python, args, { env });
    expectDownloads(JSON.parse(sequential.stdout).downloaded, targets.count, "the sequential way");
    figures.sequential = sequential.seconds;
  }
  await net.close();
  return { figures, counts, reads, targets: targets.count };
}

/** Data calls, each without the one that dates the pinned block. */
async function countReads(net, dataDir) {
  const chain = ["--json", "--quiet", "--endpoint", net.chain];
  const dryRun = [appPath("downloader"), ...chain, "--data-dir", dataDir, "--dry-run"];
  const count = async (args) => {
    await net.counts();
    await runNode(args, { env: { HF_ENDPOINT: net.hub } });
    return (await net.counts()).dataCalls - 1;
  };
  return {
    find: await count([appPath("find-netuid"), ...chain]),
    subnet: await count([...dryRun, "--netuid", "96"]),
  };
}

async function measureBigFile() {
  const net = await serve("big");
  const dl = [
    "--json",
    "--quiet",
    "--endpoint",
    net.chain,
    "--data-dir",
    fresh("big"),
    "--max-bytes",
    "2GB",
  ];
  const result = await runNode([appPath("downloader"), ...dl], {
    env: { HF_ENDPOINT: net.hub },
  });
  const { totals } = JSON.parse(result.stdout).data;
  await net.close();
  return { ...result, bytes: totals.bytes };
}

function seconds(values) {
  return median(values).toFixed(2);
}

function ratios(a, b) {
  return median(a.map((value, turn) => value / b[turn])).toFixed(2);
}

try {
  const { figures, counts, reads, targets } = await measureFinney();
  const big = await measureBigFile();
  const { bare, files, whole, memory, sequential } = figures;
  const rows = [
    ["bare undici loop: hash and write, no check", seconds(bare), "1"],
    [
      "the same files by this project: verified, synced, in the catalog and the view",
      seconds(files),
      ratios(files, bare),
    ],
    [
      "`pnpm dl` whole: start of the process, chain, finding the subnet, files, report",
      seconds(whole),
      ratios(whole, bare),
    ],
  ];
  if (sequential !== undefined) {
    const times = (sequential / median(whole)).toFixed(1);
    rows.push([
      `sequential Python, whole (once): ${times} times as long as \`pnpm dl\``,
      sequential.toFixed(1),
      (sequential / median(bare)).toFixed(1),
    ]);
  }
  const { first, second } = counts;
  const report = `# Download

${describeMachine()}. ${targets} data sets of about 150 kB, ${LATENCY_MS} ms a request, ${CONCURRENCY} at a time. Wall time, medians of
${RUNS} interleaved runs, each into an empty folder; the last column is the median of the ratios within one turn.

${markdownTable(["way", "seconds", "times the bare loop"], rows)}

| count | first run | second run |
| --- | --- | --- |
| chain: data calls (dating the block, finding the subnet, reading it) | ${first.dataCalls} | ${second.dataCalls} |
| hub: requests | ${first.hubTotal} | ${second.hubTotal} |

Data calls to find FLock among 130 subnets: ${reads.find}; to read a subnet of 256 uids with all commitments: ${reads.subnet}.

Peak resident memory of \`pnpm dl\`: ${median(memory).toFixed(0)} MB for the ${targets} data sets, ${big.peakMb.toFixed(0)} MB for one file of
${(big.bytes / 1e9).toFixed(2)} GB (${(big.bytes / 1e6 / big.seconds).toFixed(0)} MB/s, start and chain included).
`;
  writeFileSync(benchPath("download/RESULT.md"), report);
  process.stdout.write(report);
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
