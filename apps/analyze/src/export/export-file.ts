import { basename } from "node:path";
import { nameManifest, type Target, toTurns, writeManifest } from "@flock-tools/tabular";
import { toRowSelection } from "../to-row-selection.ts";
import type { ExportJob } from "./export-context.ts";
import { createManifest } from "./manifest.ts";
import { createMetadata } from "./metadata.ts";
import { readRows } from "./read-rows.ts";
import { reportFile } from "./report-file.ts";
import { writeFormat } from "./write-format.ts";

/** All rows as one file, with a manifest beside it, or to stdout. */
export async function exportFile(job: ExportJob): Promise<void> {
  const { context, store, request, target, progress } = job;
  const { options, output, signal } = context;
  const { schema: rowSchema, rows, plan } = await readRows(job);
  const shaped = options.shape === "turns" ? toTurns(rows, rowSchema) : { rows, schema: rowSchema };
  const { schema } = shaped;
  const selection = { ...toRowSelection(options), where: options.where };
  const metadata = createMetadata({ store, plan, schema, selection });
  const { format } = request;
  const written = await writeFormat(shaped.rows, toTarget(job), {
    ...options,
    format,
    schema,
    metadata,
    signal,
    onProgress: progress.onWrite,
  });
  output.status(undefined);
  if (target.kind === "path") {
    const { path, force } = target;
    const files = [{ ...written, path: basename(path) }];
    const manifest = createManifest({ schema, metadata, format, files });
    await writeManifest(nameManifest(path), manifest, { force });
  }
  reportFile(job, { plan, schema, metadata, written });
}

function toTarget({ context, target }: ExportJob): Target {
  return target.kind === "stdout" ? { stream: context.streams.stdout } : target;
}
