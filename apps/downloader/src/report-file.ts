import { access, constants, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Envelope, formatEnvelope } from "@flock-tools/cli";
import { FlockError } from "@flock-tools/core";

/**
 * Makes sure, before anything is downloaded, that the report can be written at the end; undefined asks for none.
 *
 * @throws FlockError REPORT_NOT_WRITABLE
 */
export async function checkReportFolder(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    await access(dirname(file), constants.W_OK);
    const existing = await stat(file).catch(() => undefined);
    if (existing?.isDirectory() === true) throw new Error("it is a folder");
  } catch (error) {
    throw createError(file, error);
  }
}

/**
 * Writes the report in one piece: a reader sees the one before or this one.
 *
 * @throws FlockError REPORT_NOT_WRITABLE
 */
export async function writeReport(file: string | undefined, envelope: Envelope): Promise<void> {
  if (file === undefined) return;
  const aside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(aside, formatEnvelope(envelope));
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw createError(file, error);
  }
}

function createError(file: string, cause: unknown): FlockError {
  return new FlockError(`cannot write the report ${file}`, {
    kind: "disk",
    code: "REPORT_NOT_WRITABLE",
    details: cause instanceof Error ? cause.message : String(cause),
    next: "give --report a file in a folder that exists and can be written",
    cause,
  });
}
