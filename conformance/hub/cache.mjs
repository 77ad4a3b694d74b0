// What `pnpm dl --hf-cache` lays out, as huggingface_hub finds it: beside what it lays out itself, and with the Hub gone.
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDevnet } from "@flock-tools/devnet";
import { listSnapshotFiles, openStore, readStoreIdentity } from "@flock-tools/store";
import { explainAnswer } from "../chain/compare.mjs";
import { runApp } from "../formats/run-app.mjs";
import { askClient } from "./ask-client.mjs";
import { askFiles, askOffline, listSnapshots } from "./cache-questions.mjs";
import { listCacheWorlds } from "./cache-worlds.mjs";

const CACHE_PY = fileURLToPath(new URL("cache.py", import.meta.url));
const CLIENT = "huggingface_hub";

export async function compareCaches({ python, folder }) {
  const results = [];
  for (const [at, cache] of listCacheWorlds().entries()) {
    const home = join(folder, `cache-${at}`);
    mkdirSync(home);
    const started = performance.now();
    const found = await compareCache(cache, { python, home });
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`${CLIENT}, cache of ${cache.name}: ${seconds.toFixed(1)} s\n`);
    results.push(...found.map((result) => ({ ...result, world: `cache of ${cache.name}` })));
  }
  return results;
}

async function compareCache({ world, args, env }, { python, home }) {
  const ours = join(home, "ours");
  const ask = (questions, settings) =>
    askAll(questions, { python, home, env: { ...env, ...settings } });
  const devnet = await startDevnet({ world });
  let files;
  let online;
  try {
    files = await layOut(devnet, { args, env, home, ours });
    online = await compareOnline(devnet, { ask, home, ours, files });
  } finally {
    await devnet.close();
  }
  return [
    ...online,
    ...(await ask(askOffline(files), { HF_HUB_CACHE: ours, HF_HUB_OFFLINE: "1" })),
  ];
}

/** Runs the command; what is to be found then, as `cache-questions.mjs` has it. */
async function layOut(devnet, { args, env, home, ours }) {
  const [dataDir, report] = [join(home, "data"), join(home, "report.json")];
  await runApp("downloader", [...args, "--data-dir", dataDir, "--report", report, "--hf-cache"], {
    ...env,
    BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url,
    HF_ENDPOINT: devnet.hub.url,
    HF_HOME: join(home, "nothing"),
    HF_HUB_CACHE: ours,
  });
  const store = openStore({ dataDir, ...readStoreIdentity(dataDir) });
  try {
    const found = new Map();
    for (const { repoId, revision, commit } of listPresent(report)) {
      for (const file of listSnapshotFiles(store, { repoId, commit })) {
        for (const name of [revision, commit]) {
          found.set(`${repoId}@${name}/${file.path}`, { repoId, revision: name, commit, ...file });
        }
      }
    }
    return [...found.values()];
  } finally {
    store.close();
  }
}

function listPresent(report) {
  const { miners } = JSON.parse(readFileSync(report, "utf8")).data;
  return miners.filter(({ status }) => status === "downloaded" || status === "already-there");
}

async function compareOnline(devnet, { ask, home, ours, files }) {
  const [theirs, both] = [join(home, "theirs"), join(home, "both")];
  const online = { HF_ENDPOINT: devnet.hub.url };
  const before = await ask(askFiles("hf_hub_download (online)", "download", files), {
    ...online,
    HF_HUB_CACHE: theirs,
  });
  const layout = explainAnswer({ value: readTree(ours) }, readTree(theirs));
  cpSync(ours, both, { recursive: true, verbatimSymlinks: true });
  const bodies = [];
  devnet.hub.use(({ kind, repoId, path, method }) => {
    if (kind === "content" && method === "GET")
      bodies.push({ repoId, path: decodeURIComponent(path) });
    return undefined;
  });
  const snapshots = listSnapshots(files).map(({ repoId, revision, commit }) => {
    const call = "snapshot_download (online, into our folder)";
    return { call, ask: "complete", repoId, revision, wanted: { value: commit } };
  });
  const after = await ask(snapshots, { ...online, HF_HUB_CACHE: both });
  devnet.hub.use(undefined);
  const again = bodies.find((body) => files.some((file) => isOf(body, file)));
  const [{ client, version }] = before;
  return [
    ...before,
    toResult({ client, version, call: "the folder beside its own", detail: layout }),
    ...after,
    toResult({
      client,
      version,
      call: "nothing of it is fetched again",
      detail: again && `${again.repoId}: ${again.path}`,
    }),
  ];
}

/** Whether a body is that of a file; one in LFS is asked for by its hash. */
function isOf(body, { repoId, path, sha256 }) {
  return body.repoId === repoId && (body.path.endsWith(`/${path}`) || body.path.includes(sha256));
}

/** What a cache holds: bytes of files and targets of links by path, without what is the client's alone. */
function readTree(root) {
  const tree = {};
  if (!existsSync(root)) return tree;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1);
    if (entry.isDirectory() || name.startsWith(".locks") || name === "CACHEDIR.TAG") continue;
    tree[name] = entry.isSymbolicLink()
      ? `-> ${readlinkSync(path)}`
      : createHash("sha256").update(readFileSync(path)).digest("hex");
  }
  return tree;
}

/** One result for all questions of one call. */
async function askAll(questions, { python, home, env }) {
  const plan = join(home, "plan.json");
  writeFileSync(plan, JSON.stringify(questions));
  const asked = { script: CACHE_PY, args: [plan], home, env };
  const { head, answers, fault } = await askClient(asked, python);
  const results = new Map();
  for (const [at, { call, repoId, wanted }] of questions.entries()) {
    const client = call.startsWith("load_dataset") ? "datasets" : CLIENT;
    const known = results.get(call) ?? { client, version: head[client] ?? "-", call, times: 0 };
    const detail = judge(answers.get(at) ?? { outcome: fault }, wanted);
    known.times += 1;
    known.detail ??= detail && `${repoId ?? "all"}: ${detail}`;
    results.set(call, known);
  }
  return [...results.values()].map((result) => toResult(result));
}

function judge(answer, wanted) {
  if (answer.outcome === undefined && wanted.outcome === undefined) {
    return explainAnswer(answer, wanted.value);
  }
  if (answer.outcome === wanted.outcome) return undefined;
  const [found, should] = [answer, wanted].map(({ outcome }) => outcome ?? "an answer");
  return `${found}, not ${should}`;
}

function toResult({ client, version, call, times = 1, detail }) {
  const counted = times === 1 ? call : `${call}, ${times} times`;
  return { client, version, call: counted, outcome: detail ? "different" : "equal", detail };
}
