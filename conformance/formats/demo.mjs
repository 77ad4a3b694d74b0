// The demo subnet as a person has it: downloaded by `pnpm dl` into a store, and exported by `pnpm export`.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createWorld, startDevnet } from "@flock-tools/devnet";
import { planHubLayout, readExportRows } from "@flock-tools/flock";
import { openStore, readStoreIdentity } from "@flock-tools/store";
import { toTurns } from "@flock-tools/tabular";
import { createTableDigest } from "./cell-digest.mjs";
import { digestWorld } from "./files.mjs";

const EXPORTS = [
  { kind: "parquet", args: ["parquet"] },
  { kind: "parquet", args: ["parquet", "--writer", "hyparquet"] },
  { kind: "parquet", args: ["parquet", "--with-dupes"], dupes: true },
  { kind: "parquet", args: ["parquet", "--shape", "turns"], turns: true },
  { kind: "arrow", args: ["arrow"] },
  { kind: "stream", args: ["arrow", "--stream"] },
  { kind: "csv", args: ["csv"] },
  { kind: "jsonl", args: ["jsonl"] },
];

/** `files` and `layouts`, each with what its rows should be by the library that the command uses. */
export async function listDemo(folder) {
  const dataDir = join(folder, "data");
  await download(dataDir);
  const store = openStore({ dataDir, ...readStoreIdentity(dataDir) });
  try {
    const files = [];
    for (const [i, { kind, args, ...shape }] of EXPORTS.entries()) {
      const path = join(folder, `demo-${i}.${kind}`);
      await runApp("analyze", ["export", ...args, "--data-dir", dataDir, "--out", path]);
      const expected = await readExpected(store, shape);
      const title = `demo, export ${args.join(" ")}`;
      files.push({ kind, title, path, manifest: `${path}.manifest.json`, ...expected });
    }
    return { files, layouts: [await exportLayout(store, { folder, dataDir })] };
  } finally {
    store.close();
  }
}

async function download(dataDir) {
  const devnet = await startDevnet({ world: createWorld("demo") });
  try {
    const env = { BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url, HF_ENDPOINT: devnet.hub.url };
    await runApp("downloader", ["--netuid", "96", "--data-dir", dataDir], env);
  } finally {
    await devnet.close();
  }
}

async function runApp(app, args, env = {}) {
  const main = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  if (!existsSync(main)) throw new Error(`${app} is not built: run "npm run setup" first`);
  await promisify(execFile)(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
  });
}

async function readExpected(store, { dupes = false, turns = false }) {
  const { schema, rows, plan } = await readExportRows(store, { selection: {}, dupes });
  const shaped = turns ? toTurns(rows, schema) : { schema, rows };
  const metadata = {
    "flock.schema": shaped.schema.name,
    "flock.schema_version": String(shaped.schema.version),
    "flock.block_hash": plan.block.hash,
  };
  return {
    ...(await digestWorld(() => shaped.rows, shaped.schema)),
    schema: shaped.schema,
    metadata,
  };
}

async function exportLayout(store, { folder, dataDir }) {
  const path = join(folder, "demo-hub");
  const args = ["parquet", "--layout", "hub"];
  await runApp("analyze", ["export", ...args, "--data-dir", dataDir, "--out", path]);
  const { schema, rows, plan } = await readExportRows(store, { selection: {} });
  const configs = await digestConfigs({ schema, rows, files: planHubLayout(plan) });
  return { title: `demo, export ${args.join(" ")}`, path, schema, configs };
}

/** The rows of each configuration apart, by its name. */
async function digestConfigs({ schema, rows, files }) {
  const uidAt = schema.columns.findIndex(({ name }) => name === "uid");
  const names = new Set(files.map(({ config }) => config));
  const digests = new Map([...names].map((name) => [name, createTableDigest(schema)]));
  const configOf = new Map(files.map(({ config, miner }) => [miner.uid, config]));
  for await (const batch of rows) {
    for (const row of batch) digests.get(configOf.get(row[uidAt])).add(row);
  }
  return Object.fromEntries([...digests].map(([name, digest]) => [name, digest.end()]));
}
