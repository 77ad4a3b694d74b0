// Stores as a person has them, exported by `pnpm export`.
import { join } from "node:path";
import { planHubLayout, readExportRows } from "@flock-tools/flock";
import { openStore, readStoreIdentity } from "@flock-tools/store";
import { toTurns } from "@flock-tools/tabular";
import { createTableDigest } from "./cell-digest.mjs";
import { digestWorld, findFault } from "./files.mjs";
import { runApp } from "./run-app.mjs";
import { fillDemo, fillHostile } from "./stores.mjs";

const PLAIN = [
  { kind: "parquet", args: ["parquet"] },
  { kind: "arrow", args: ["arrow"] },
  { kind: "csv", args: ["csv"] },
  { kind: "jsonl", args: ["jsonl"] },
];
const SHAPED = [
  { kind: "parquet", args: ["parquet", "--writer", "hyparquet"] },
  { kind: "parquet", args: ["parquet", "--with-dupes"], dupes: true },
  { kind: "parquet", args: ["parquet", "--shape", "turns"], turns: true },
  { kind: "stream", args: ["arrow", "--stream"] },
];
const STORES = [
  { name: "demo", fill: fillDemo, exports: [...PLAIN, ...SHAPED] },
  { name: "hostile store", fill: fillHostile, exports: PLAIN },
];

/** `files` and `layouts`, each with what its rows should be by the library that the command uses. */
export async function listExports(folder) {
  const found = [];
  for (const [i, { name, fill, exports }] of STORES.entries()) {
    const dataDir = join(folder, `store-${i}`);
    await fill(dataDir);
    const store = openStore({ dataDir, ...readStoreIdentity(dataDir) });
    try {
      found.push(await exportStore(store, { name, exports, dataDir }));
    } finally {
      store.close();
    }
  }
  return { files: found.flatMap(({ files }) => files), layouts: found.map(({ layout }) => layout) };
}

async function exportStore(store, { name, exports, dataDir }) {
  const files = [];
  for (const { kind, args, ...shape } of exports) {
    const path = `${dataDir}-${files.length}.${kind}`;
    const fault = await runExport(args, { dataDir, path });
    const title = `${name}, export ${args.join(" ")}`;
    const manifest = `${path}.manifest.json`;
    files.push({ kind, title, path, manifest, fault, ...(await readExpected(store, shape)) });
  }
  return { files, layout: await exportLayout(store, { name, dataDir }) };
}

function runExport(args, { dataDir, path }) {
  const command = ["export", ...args, "--data-dir", dataDir, "--out", path];
  return findFault(() => runApp("analyze", command));
}

async function readExpected(store, { dupes = false, turns = false }) {
  const { schema, rows, plan } = await readExportRows(store, { selection: {}, dupes });
  const shaped = turns ? toTurns(rows, schema) : { schema, rows };
  const metadata = {
    "flock.schema": shaped.schema.name,
    "flock.schema_version": String(shaped.schema.version),
    "flock.block_hash": plan.block.hash,
  };
  const digests = await digestWorld(() => shaped.rows, shaped.schema);
  return { ...digests, schema: shaped.schema, metadata };
}

async function exportLayout(store, { name, dataDir }) {
  const path = `${dataDir}-hub`;
  const fault = await runExport(["parquet", "--layout", "hub"], { dataDir, path });
  const { schema, rows, plan } = await readExportRows(store, { selection: {} });
  const configs = await digestConfigs({ schema, rows, files: planHubLayout(plan) });
  return { title: `${name}, --layout hub`, path, fault, schema, configs };
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
