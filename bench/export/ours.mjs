// One export by this project, from a store to a file with provenance: node ours.mjs FOLDER OUT FORMAT [WRITER]
// Prints the figures of the process as JSON.
import { join } from "node:path";
import { readExportRows } from "@flock-tools/flock";
import { openStore, readStoreIdentity } from "@flock-tools/store";
import { writeArrow, writeCsv, writeJsonl, writeParquet } from "@flock-tools/tabular";
import { measureUsage } from "./measure-usage.mjs";

const [folder, out, format, variant] = process.argv.slice(2);
const dataDir = join(folder, "store");
const store = openStore({ dataDir, ...readStoreIdentity(dataDir) });
const { schema, rows } = await readExportRows(store, { selection: {} });
const write = {
  parquet: (options) => writeParquet(rows, { path: out }, { ...options, writer: variant }),
  csv: (options) => writeCsv(rows, { path: out }, options),
  arrow: (options) => writeArrow(rows, { path: out }, { ...options, format: variant }),
  jsonl: (options) => writeJsonl(rows, { path: out }, options),
}[format];
const written = await write({ schema });
store.close();
process.stdout.write(JSON.stringify({ ...measureUsage(), ...written }));
