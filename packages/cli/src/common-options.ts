import type { CommonOptions, LogLevel, OptionSpecs } from "./option.ts";
import { parseChoice } from "./parse-choice.ts";

const GROUP = "Output:";

export const COMMON_OPTIONS: OptionSpecs<CommonOptions> = {
  json: {
    flags: "--json",
    description: "print one JSON object on stdout, and nothing else there",
    group: GROUP,
  },
  quiet: {
    flags: "-q, --quiet",
    description: "no progress and no notes: the bare result, and errors",
    group: GROUP,
  },
  verbose: {
    flags: "-v, --verbose",
    description: "say more: one line per uid, debug log, stack traces",
    group: GROUP,
  },
  logFormat: {
    flags: "--log-format <format>",
    description: "how log lines on stderr look: text or json",
    parse: parseChoice(["text", "json"]),
    fallback: "text",
    group: GROUP,
  },
  logLevel: {
    flags: "--log-level <level>",
    description: "silent, error, warn, info or debug",
    parse: parseChoice<LogLevel>(["silent", "error", "warn", "info", "debug"]),
    fallback: undefined,
    hidden: true,
  },
};

/** The log level that the options ask for: errors with `--quiet`, everything with `--verbose`, else warnings. */
export function logLevelOf({ logLevel, quiet, verbose }: CommonOptions): LogLevel {
  if (logLevel !== undefined) return logLevel;
  if (verbose) return "debug";
  return quiet ? "error" : "warn";
}
