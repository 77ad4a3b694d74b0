import { extname, resolve } from "node:path";
import { UsageError } from "@flock-tools/core";
import { refuseExisting } from "../refuse-existing.ts";
import type { SqlContext, SqlTarget } from "./sql-context.ts";

type Given = Pick<SqlContext, "options" | "cwd" | "rerun" | "streams">;

/**
 * How and where a result is written, once all options are known to go together.
 *
 * @throws UsageError that says why they do not; TARGET_EXISTS
 */
export async function chooseSqlTarget(given: Given, isPrompt: boolean): Promise<SqlTarget> {
  const { options, cwd, rerun, streams } = given;
  const { out, json, force } = options;
  const path = out === undefined || out === "-" ? undefined : resolve(cwd, out);
  const format = options.format ?? (path === undefined ? "table" : guessFormat(path));
  if (isPrompt && (json || path !== undefined || format === "parquet")) {
    throw refuse(
      "a prompt answers on the screen",
      'give the statement: pnpm analyze sql "from verdicts" ...',
    );
  }
  if (path !== undefined && format === "table") {
    throw refuse("a table is for the screen: --out needs csv, json or parquet", "add --format csv");
  }
  if (path === undefined && json && options.format !== undefined && format !== "table") {
    throw refuse(
      "--json and --format both print on stdout",
      "leave one of them out, or name a file with --out",
    );
  }
  if (path === undefined && format === "parquet" && streams.stdout.isTTY) {
    throw refuse("Parquet is not for a terminal", "name a file with --out");
  }
  if (path !== undefined && !force) await refuseExisting([path], { cwd, rerun });
  return { format, path };
}

function guessFormat(path: string): SqlTarget["format"] {
  const ending = extname(path).slice(1).toLowerCase();
  return (["csv", "json", "parquet"] as const).find((format) => format === ending) ?? "table";
}

function refuse(message: string, next: string): UsageError {
  return new UsageError(message, { code: "SQL_OPTIONS", next });
}
