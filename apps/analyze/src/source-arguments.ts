import { resolve } from "node:path";
import type { CommandContext } from "@flock-tools/cli";
import type { Origin } from "./open-source.ts";
import type { RowOptions, SourceOptions } from "./options.ts";

type Given<T> = Pick<CommandContext<T>, "options" | "sources" | "words" | "cwd">;

/** What of the command line another analysis of the same data needs; what the environment gives, it gives that one too. */
export function sourceArguments(given: Given<SourceOptions>, origin: Origin): string[] {
  const { asOf, pool, rules } = given.options;
  const when = asOf?.type === "date" ? new Date(asOf.to).toISOString() : asOf?.block;
  const values = { "--as-of": when, "--pool": pool, "--rules": rules };
  const rest = Object.entries(values).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, String(value)],
  );
  return origin.kind === "store" ? [...dataDirArguments(given, origin.dataDir), ...rest] : rest;
}

/** The data folder, if it was named: as an option, or in place of a folder of data sets. */
export function dataDirArguments(
  { options, sources, words, cwd }: Given<RowOptions>,
  dataDir?: string,
): string[] {
  const named = words.find((word) => resolve(cwd, word) === dataDir);
  if (named !== undefined) return ["--data-dir", named];
  return sources["dataDir"] === "flag" ? ["--data-dir", options.dataDir] : [];
}
