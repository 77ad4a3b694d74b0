import { basename, resolve } from "node:path";
import { UsageError } from "@flock-tools/core";
import { nameManifest } from "@flock-tools/tabular";
import { refuseExisting } from "../refuse-existing.ts";
import type { ExportContext, ExportRequest, ExportTarget } from "./export-context.ts";

/**
 * Where the export goes, by `--out` or a name of its own in the current folder.
 *
 * @throws UsageError for a name that no manifest can hold; TARGET_EXISTS if something is there and `--force` is not given
 */
export async function chooseTarget(
  context: Pick<ExportContext, "options" | "cwd" | "rerun">,
  request: ExportRequest,
): Promise<ExportTarget> {
  const { options, cwd, rerun } = context;
  const { out = defaultName(options, request), force, dryRun } = options;
  if (out === "-") return { kind: "stdout" };
  const path = resolve(cwd, out);
  checkName(path);
  const taken = request.kind === "file" ? [path, nameManifest(path)] : [path];
  if (!force && !dryRun) await refuseExisting(taken, { cwd, rerun });
  return { kind: "path", path, force };
}

function defaultName(
  { shape, stream }: ExportContext["options"],
  { format, kind }: ExportRequest,
): string {
  if (kind !== "file") return `flock-${kind}`;
  // Apache Arrow, "IPC file format": `.arrow` for files and `.arrows` for streams.
  const ending = stream ? "arrows" : format;
  return `flock${shape === "turns" ? "-turns" : ""}.${ending}`;
}

/** A manifest is read on every system: a name that leads elsewhere on one of them is none for a file. */
function checkName(path: string): void {
  const name = basename(path);
  if (!/\\|^[A-Za-z]:/.test(name)) return;
  throw new UsageError(`--out must have no backslash or drive in the last name: got ${name}`, {
    next: "write another name",
  });
}
