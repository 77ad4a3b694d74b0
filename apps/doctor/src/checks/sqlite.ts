import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Check, Examination, Finding } from "../check.ts";
import { runProbe } from "../run-probe.ts";

export const SQLITE: Check = { name: "sqlite", area: "machine", run: checkSqlite };

/** On the disk of the data folder where that can be written: not every file system can lock a file. */
async function checkSqlite(examination: Examination): Promise<Finding> {
  const base = examination.found.folder ?? tmpdir();
  const folder = await mkdtemp(join(base, ".flock-doctor-"));
  try {
    await runProbe({ name: "sqlite", folder }, examination);
    return { status: "ok", seen: "libsql loads, and writes a catalog" };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
