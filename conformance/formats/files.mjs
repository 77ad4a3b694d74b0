// The files that are written, and which calls of which clients read each kind.
import { join } from "node:path";
import { toTurns, writeArrow, writeCsv, writeJsonl, writeParquet } from "@flock-tools/tabular";
import { digestFolded, digestRows } from "./cell-digest.mjs";
import { WORLDS } from "./worlds.mjs";

/** Goes into the files' own metadata, and has to come back. */
const METADATA = { block: "7000000", note: "é\u{1f600} \"quoted\", 'and' \\ more\nlines" };

export const CALLS = {
  parquet: {
    pyarrow: ["parquet.read_table", "ParquetFile.iter_batches", "dataset.dataset"],
    polars: ["read_parquet", "scan_parquet, streaming"],
    pandas: ["read_parquet", "read_parquet, dtype_backend=pyarrow"],
    datasets: ["load_dataset(parquet)", "load_dataset(parquet), streaming"],
  },
  arrow: {
    pyarrow: ["ipc.open_file", "feather.read_table"],
    polars: ["read_ipc", "scan_ipc"],
    pandas: ["read_feather, dtype_backend=pyarrow"],
  },
  stream: { pyarrow: ["ipc.open_stream"], polars: ["read_ipc_stream"] },
  csv: { pyarrow: ["csv.read_csv"], standard: ["csv.reader"] },
  jsonl: { standard: ["json.loads"] },
};

const parquet = (writer) => (rows, target, options) =>
  writeParquet(rows, target, { ...options, writer });
const arrow = (format) => (rows, target, options) =>
  writeArrow(rows, target, { ...options, format });

const FILES = [
  {
    title: "Parquet, DuckDB",
    kind: "parquet",
    ending: "parquet",
    write: parquet("duckdb"),
    hasGroups: true,
  },
  {
    title: "Parquet, hyparquet",
    kind: "parquet",
    ending: "parquet",
    write: parquet("hyparquet"),
    hasGroups: true,
  },
  {
    title: "Parquet, parquetjs-lite",
    kind: "parquet",
    ending: "parquet",
    write: parquet("parquetjs-lite"),
    isFlat: true,
  },
  { title: "Arrow file", kind: "arrow", ending: "arrow", write: arrow("file") },
  { title: "Arrow stream", kind: "stream", ending: "arrows", write: arrow("stream") },
  { title: "CSV", kind: "csv", ending: "csv", write: writeCsv },
  {
    title: "CSV for Excel",
    kind: "csv",
    ending: "csv",
    write: (rows, target, options) => writeCsv(rows, target, { ...options, excel: true }),
  },
  { title: "JSONL", kind: "jsonl", ending: "jsonl", write: writeJsonl },
];

/**
 * Writes every world in every format that takes it: a file each, with the digest of its rows, or with a `fault` where it
 * could not be written.
 */
export async function writeWorlds(folder) {
  const digests = new Map();
  const written = [];
  for (const file of FILES) {
    for (const { name, schema, open, groups } of listWorlds(file)) {
      const title = `${name}, ${file.title}`;
      const path = join(folder, `${written.length}.${file.ending}`);
      const options = { schema, metadata: METADATA };
      const fault = await findFault(() => file.write(open(), { path }, options));
      if (!digests.has(name)) digests.set(name, await digestWorld(open, schema));
      const expected = { ...digests.get(name), ...options, ...(file.hasGroups && { groups }) };
      written.push({ ...file, ...expected, title, path, fault });
    }
  }
  return written;
}

/** What is thrown, as text. */
export async function findFault(work) {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error.stderr?.trim() || String(error);
  }
}

/** What is wanted of rows that can be opened twice; `folded` for clients that cannot tell null from an empty text. */
export async function digestWorld(open, schema) {
  const wanted = await digestRows(open(), schema);
  return { wanted, folded: await digestFolded(open(), schema) };
}

function listWorlds({ isFlat }) {
  if (isFlat) return [WORLDS.flat];
  return [WORLDS.hostile, toTurnsWorld(WORLDS.hostile), WORLDS.many];
}

/** One row a message. */
function toTurnsWorld({ name, schema, open }) {
  const turn = () => toTurns(open(), schema);
  return { name: `turns of ${name}`, schema: turn().schema, open: () => turn().rows };
}
