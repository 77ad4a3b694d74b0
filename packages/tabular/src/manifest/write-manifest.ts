import type { AbortOptions } from "@flock-tools/core";
import type { TableSchema } from "../schema.ts";
import type { WrittenBytes } from "../write/options.ts";
import { openTarget } from "../write/target.ts";

/** One of the files that hold a table. */
export interface ManifestFile extends WrittenBytes {
  /** Relative to the folder of the manifest, with `/` between its parts. */
  readonly path: string;
  readonly format: string;
  readonly rows: number;
}

/** What is said about written files: which table it is, where its rows come from, and how to recognise the files. */
export interface Manifest {
  readonly table: TableSchema;
  readonly metadata: Readonly<Record<string, string>>;
  readonly files: readonly ManifestFile[];
  /** For people: what a reader of the files should know. */
  readonly notes: readonly string[];
}

export interface WriteManifestOptions extends AbortOptions {
  /** Whether a manifest of that name is replaced. Default false. */
  readonly force?: boolean;
}

const MANIFEST_SCHEMA = 1;

/** The path of the manifest of a file: `<file>.manifest.json`. */
export function nameManifest(path: string): string {
  return `${path}.manifest.json`;
}

/**
 * Writes a manifest as JSON, aside and renamed, in the order of its types: the same manifest gives the same bytes.
 *
 * @throws TypeError for a file whose path is not relative, or leads out of the folder; TabularError
 * TABULAR_TARGET_EXISTS, TABULAR_DISK; the abort reason
 */
export async function writeManifest(
  path: string,
  { table, metadata, files, notes }: Manifest,
  { force = false, signal }: WriteManifestOptions = {},
): Promise<WrittenBytes> {
  for (const file of files) checkPath(file.path);
  const content = {
    schema: MANIFEST_SCHEMA,
    table: {
      name: table.name,
      version: table.version,
      columns: table.columns.map(({ name, type, nullable, description }) => {
        return { name, type, nullable, description };
      }),
    },
    metadata,
    files: files.map((file) => {
      const { path: name, format, rows, bytes, sha256 } = file;
      return { path: name, format, rows, bytes, sha256 };
    }),
    notes,
  };
  const target = await openTarget({ path, force }, { signal });
  try {
    await target.write(`${JSON.stringify(content, null, 2)}\n`);
    return await target.commit();
  } catch (error) {
    await target.abort();
    throw error;
  }
}

function checkPath(path: string): void {
  const parts = path.split("/");
  const isInside = parts.every((part) => part !== "" && part !== "." && part !== "..");
  if (isInside && !path.includes("\\") && !/^[A-Za-z]:/.test(path)) return;
  throw new TypeError(`a file's path must be relative, with / between its parts: got ${path}`);
}
