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
  if (args.length === 0) return isByNpm(env) ? `npm run -s ${name}` : `pnpm ${name}`;
  return [formatInvocation({ name, env }), ...args.map((arg) => quoteArgument(arg))].join(" ");
}

/** What to type in front of the arguments of a command: npm keeps those for itself that no `--` is before. */
export function formatInvocation({ name, env }: Omit<FormatCommandLineOptions, "args">): string {
  return isByNpm(env) ? `npm run -s ${name} --` : `pnpm ${name}`;
}

function isByNpm(env: Env): boolean {
  return (env["npm_config_user_agent"] ?? "").startsWith("npm/");
}

/** `text` as one word of a POSIX shell. */
export function quoteArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
