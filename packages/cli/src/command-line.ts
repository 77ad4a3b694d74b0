import type { Env } from "./env.ts";

export interface FormatCommandLineOptions {
  /** What follows `pnpm`: `dl`. */
  readonly name: string;
  readonly args?: readonly string[];
  readonly env: Env;
}

/**
 * What to type to run a command of this project, for whoever started this process: with npm where npm did, as a machine
 * without pnpm has no other way.
 */
export function formatCommandLine({ name, args = [], env }: FormatCommandLineOptions): string {
  const byNpm = (env["npm_config_user_agent"] ?? "").startsWith("npm/");
  const start = byNpm ? `npm run -s ${name}` : `pnpm ${name}`;
  if (args.length === 0) return start;
  return [start, ...(byNpm ? ["--"] : []), ...args.map((arg) => quoteArgument(arg))].join(" ");
}

/** `text` as one word of a POSIX shell. */
export function quoteArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
