// Which client reads which file by which call, and what it should find there.
import { listExports } from "./exports.mjs";
import { CALLS, writeWorlds } from "./files.mjs";

/** Calls that cannot tell null from an empty text. */
const FOLDING = new Set(["csv.reader"]);

/**
 * `jobs`, `{ client, call, world, path, columns, ..., wanted }` for each call, all but `wanted` being plain JSON for
 * Python; and `faults`, what could not be written, as results.
 */
export async function listJobs(folder) {
  const { files, layouts } = await listExports(folder);
  files.unshift(...(await writeWorlds(folder)));
  const jobs = [
    ...files.filter(isWritten).flatMap(listFileCalls),
    ...layouts.filter(isWritten).flatMap(listLayoutCalls),
  ];
  return { jobs, faults: [...files, ...layouts].filter((file) => !isWritten(file)).map(toFault) };
}

function isWritten({ fault }) {
  return fault === undefined;
}

function toFault({ title: world, fault: detail }) {
  return { client: "(none)", version: "-", call: "written", world, outcome: "different", detail };
}

function listFileCalls(file) {
  const { title: world, kind, path, schema, wanted, folded, isFlat = false } = file;
  const job = { world, path, columns: listColumns(schema), isFlat };
  return [
    ...listReaders(kind).map((reader) => ({
      ...job,
      ...reader,
      wanted: FOLDING.has(reader.call) ? folded : wanted,
    })),
    ...listChecks(file).map((check) => ({ ...job, ...check })),
  ];
}

function listColumns({ columns }) {
  return columns.map(({ name, type }) => ({ name, type }));
}

function listReaders(kind) {
  return Object.entries(CALLS[kind]).flatMap(([client, calls]) =>
    calls.map((call) => ({ client, call })),
  );
}

/** What is not a row: the file's metadata, its row groups, and the manifest beside it. */
function listChecks({ kind, wanted, metadata, groups, manifest }) {
  const client = "pyarrow";
  const checks = [];
  if (kind === "parquet") {
    checks.push({ client, call: "parquet.read_metadata", metadata, wanted: { metadata } });
  }
  if (kind === "arrow") {
    checks.push({ client, call: "ipc.open_file, metadata", metadata, wanted: { metadata } });
  }
  if (groups !== undefined) {
    checks.push({ client, call: "parquet.read_metadata, row groups", wanted: groups });
  }
  if (manifest !== undefined) {
    checks.push({ client: "standard", call: "hashlib, manifest", manifest, wanted: wanted.rows });
  }
  return checks;
}

/** A data set laid out for the Hub: the names of its configurations, and the rows of each. */
function listLayoutCalls({ title, path, schema, configs }) {
  const job = { path, columns: listColumns(schema), isFlat: false };
  const names = Object.keys(configs).toSorted((a, b) => (a < b ? -1 : 1));
  const client = "datasets";
  return [
    { client, call: "get_dataset_config_names", world: title, ...job, wanted: names },
    ...names.flatMap((config) =>
      ["load_dataset(folder)", "load_dataset(folder), streaming"].map((call) => ({
        client,
        call,
        world: `${title}, ${config}`,
        ...job,
        config,
        wanted: configs[config],
      })),
    ),
  ];
}
