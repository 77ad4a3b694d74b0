// Loads what has native code, in a process of its own: what crashes or hangs there does not take the doctor along.
//   node probe.js sqlite|duckdb|store [folder]
import { FlockError } from "@flock-tools/core";
import type { ProbeAnswer } from "./run-probe.ts";

const PROBES: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  async sqlite(folder) {
    const { openStore } = await import("@flock-tools/store");
    openStore({ dataDir: folder, genesis: "0x00", netuid: 0 }).close();
    return null;
  },
  async duckdb() {
    const { openDatabase, runQuery } = await import("@flock-tools/tabular");
    const database = await openDatabase();
    try {
      const answers: unknown[] = [];
      for await (const row of (await runQuery(database, "select 6 * 7 as answer")).rows) {
        answers.push(Object.values(row).map(String));
      }
      return answers;
    } finally {
      await database.close();
    }
  },
  async store(folder) {
    const { readStoreIdentity } = await import("@flock-tools/store");
    return readStoreIdentity(folder) ?? null;
  },
};

async function answer(name: string, folder: string): Promise<ProbeAnswer> {
  try {
    return { ok: true, value: await PROBES[name]?.(folder) };
  } catch (error) {
    const { message, details, next } = toLines(error);
    const why = details === undefined || message.includes(details) ? "" : ` (${details})`;
    return { ok: false, message: `${message}${why}`, ...(next !== undefined && { next }) };
  }
}

function toLines(error: unknown): Pick<FlockError, "message" | "details" | "next"> {
  if (error instanceof FlockError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { message, details: undefined, next: "install again: npm run setup" };
}

const [name = "", folder = ""] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await answer(name, folder)));
