import { mkdir, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { AbortOptions } from "@flock-tools/core";
import { TabularError } from "../errors.ts";
import { toDiskError } from "./disk-error.ts";
import { checkFolder, type FolderKind, type FolderTarget, placeFolder } from "./folder-place.ts";
import { isPartOf, nameAside } from "./name-aside.ts";
import { sweepLeftovers } from "./sweep-leftovers.ts";

export interface WriteFolderOptions extends AbortOptions {
  readonly kind: FolderKind;
}

/**
 * Makes a folder aside, beside the place that it is for (`.<name>.<random>.part`), and renames it once all of it is
 * durable: whole or not at all. What stands there is replaced with `force` only, and only if its manifest says that an
 * earlier run wrote all of it. A folder that is replaced is moved out of the way first; if the process is killed in that
 * moment it is still there, as `.<name>.<random>.old`.
 *
 * @param fill writes files into the folder that it is given, and flushes them; among them `manifest.json`, without which
 * the folder could never be replaced. Whatever it throws removes what was written
 * @throws TabularError TABULAR_TARGET_EXISTS, TABULAR_DISK; what `fill` throws; the abort reason
 */
export async function writeFolder<T>(
  target: FolderTarget,
  { kind, signal }: WriteFolderOptions,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  let aside: string | undefined;
  try {
    const { final } = await checkFolder(target, kind);
    await sweepLeftovers(dirname(final), (name) => isPartOf(final, name));
    const folder = nameAside(final, "part");
    await mkdir(folder);
    aside = folder;
    const result = await fill(folder);
    signal?.throwIfAborted();
    await placeFolder(folder, target, kind);
    return result;
  } catch (error) {
    if (aside !== undefined) await rm(aside, { recursive: true, force: true }).catch(() => {});
    throw explain(error, { path: target.path, aside });
  }
}

/** Names the place that a person asked for, not the folder aside, which is gone by then. */
function explain(
  error: unknown,
  { path, aside }: { readonly path: string; readonly aside: string | undefined },
): unknown {
  if (!(error instanceof TabularError)) return toDiskError(error, path);
  if (aside === undefined || !error.message.includes(basename(aside))) return error;
  const { code, message, details, next, columns } = error;
  return new TabularError(code, message.replaceAll(aside, path), {
    cause: error,
    ...(details !== undefined && { details: details.replaceAll(aside, path) }),
    ...(next !== undefined && { next }),
    ...(columns !== undefined && { columns }),
  });
}
