import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError } from "@flock-tools/core";
import { createHubReadme, type ExportRows, type HubFile, planHubLayout } from "@flock-tools/flock";
import {
  FOLDER_MANIFEST,
  type TableSchema,
  toTurns,
  writeFolder,
  writeManifest,
} from "@flock-tools/tabular";
import { toRowSelection } from "../to-row-selection.ts";
import type { ExportJob } from "./export-context.ts";
import { createManifest } from "./manifest.ts";
import { createMetadata } from "./metadata.ts";
import { readRows } from "./read-rows.ts";
import { type HubEntry, type HubReport, reportHub } from "./report-hub.ts";
import { splitByUid } from "./split-by-uid.ts";
import { writeFormat } from "./write-format.ts";

const README = "README.md";
const HUB_FOLDER = { name: "an export for the Hub", member: "table", others: [README] };

/** `--layout hub`: a folder to push to the Hub, a file for each miner that has rows. */
export async function exportHub(job: ExportJob): Promise<void> {
  const { context, target } = job;
  if (target.kind !== "path") throw new TypeError("a hub layout needs a folder");
  const { output, signal } = context;
  const report = await writeFolder(target, { kind: HUB_FOLDER, signal }, (folder) =>
    fillFolder(job, folder),
  );
  output.status(undefined);
  reportHub(job, report);
}

async function fillFolder(job: ExportJob, folder: string): Promise<HubReport> {
  const { context, store, request } = job;
  const { options } = context;
  const { schema: rowSchema, rows, plan } = await readRows(job);
  const schema = options.shape === "turns" ? toTurns(rows, rowSchema).schema : rowSchema;
  const selection = toRowSelection(options);
  const { where } = options;
  const metadata = createMetadata({ store, plan, schema, selection: { ...selection, where } });
  const files = await writeMiners(job, { plan, rows, schema, rowSchema, metadata, folder });
  if (files.length === 0) throw createNoRowsError();
  const readme = createHubReadme({ plan, schema, files, selection, where });
  await writeFile(join(folder, README), readme, { flush: true });
  const manifest = createManifest({ schema, metadata, format: request.format, files });
  await writeManifest(join(folder, FOLDER_MANIFEST), manifest);
  return { plan, schema, metadata, files };
}

interface WriteMinersOptions extends Pick<ExportRows, "plan" | "rows"> {
  /** Of the files. */
  readonly schema: TableSchema;
  /** Of `rows`. */
  readonly rowSchema: TableSchema;
  readonly metadata: Readonly<Record<string, string>>;
  readonly folder: string;
}

async function writeMiners(
  { context, request, progress }: ExportJob,
  { plan, rows, schema, rowSchema, metadata, folder }: WriteMinersOptions,
): Promise<readonly HubEntry[]> {
  const { options, signal } = context;
  const layout = new Map<number, HubFile>(
    planHubLayout(plan).map((file) => [file.miner.uid, file]),
  );
  const place = rowSchema.columns.findIndex(({ name }) => name === "uid");
  const onProgress = progress.onWrite;
  const files: HubEntry[] = [];
  for await (const group of splitByUid(rows, place)) {
    const file = layout.get(group.uid);
    if (file === undefined) throw new TypeError(`rows of uid ${group.uid}, which is not planned`);
    const path = join(folder, ...file.path.split("/"));
    await mkdir(dirname(path), { recursive: true });
    const shaped = options.shape === "turns" ? toTurns(group.rows, rowSchema).rows : group.rows;
    const writing = { ...options, ...request, schema, metadata, signal, onProgress };
    files.push({ ...file, ...(await writeFormat(shaped, { path }, writing)) });
  }
  return files;
}

function createNoRowsError(): UsageError {
  return new UsageError("no row was chosen: a data set on the Hub needs at least one", {
    code: "EXPORT_EMPTY",
    next: "choose other rows: --dry-run shows what there is",
  });
}
