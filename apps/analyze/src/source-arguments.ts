import type { CommandContext } from "@flock-tools/cli";
import type { RowOptions, SourceOptions } from "./options.ts";

/** What of the command line another analysis of the same data needs; what the environment gives, it gives that one too. */
export function sourceArguments({
  options,
  sources,
}: Pick<CommandContext<SourceOptions>, "options" | "sources">): string[] {
  const { dataDir, asOf, pool, rules } = options;
  const when = asOf?.type === "date" ? new Date(asOf.to).toISOString() : asOf?.block;
  const values = { dataDir, asOf: when, pool, rules };
  return (Object.keys(values) as (keyof typeof values)[]).flatMap((name) => {
    const value = values[name];
    return sources[name] === "flag" && value !== undefined ? [FLAGS[name], String(value)] : [];
  });
}

const FLAGS = {
  dataDir: "--data-dir",
  asOf: "--as-of",
  pool: "--pool",
  rules: "--rules",
} as const satisfies Record<keyof SourceOptions, string>;

/** The data folder, if it was named. */
export function dataDirArguments({
  options,
  sources,
}: Pick<CommandContext<RowOptions>, "options" | "sources">): string[] {
  return sources["dataDir"] === "flag" ? [FLAGS.dataDir, options.dataDir] : [];
}
