import type { Manifest, TableSchema } from "@flock-tools/tabular";
import type { ExportFormat } from "./export-context.ts";
import type { WrittenFormat } from "./write-format.ts";

export interface CreateManifestOptions {
  readonly schema: TableSchema;
  readonly metadata: Readonly<Record<string, string>>;
  readonly format: ExportFormat;
  /** With their paths from where the manifest is. */
  readonly files: readonly (WrittenFormat & { readonly path: string })[];
}

const UNESCAPE =
  "Cells that a spreadsheet would take for a formula begin with an apostrophe, and so do cells that began with one: where a cell begins with an apostrophe, take that one character away to get the text as it was.";

/** What stands beside files: which table they hold, of which block, and how to recognise them. */
export function createManifest({
  schema,
  metadata,
  format,
  files,
}: CreateManifestOptions): Manifest {
  const notes = files.flatMap((file) => file.notes ?? []);
  return {
    table: schema,
    metadata,
    files: files.map(({ path, rows, bytes, sha256 }) => ({ path, format, rows, bytes, sha256 })),
    notes: format === "csv" ? [UNESCAPE, ...notes] : notes,
  };
}
