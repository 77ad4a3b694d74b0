import type { LogFields, Logger } from "@flock-tools/core";
import { escapeJson } from "./escape-json.ts";
import type { LogLevel } from "./option.ts";
import { joinSafe, safe, type SafeText, trustText } from "./safe-text.ts";
import type { Terminal } from "./terminal.ts";

export interface CreateLoggerOptions {
  readonly terminal: Terminal;
  readonly level: LogLevel;
  readonly format: "text" | "json";
}

type Level = keyof Logger;

const ORDER: Readonly<Record<LogLevel, number>> = {
  debug: 0,
  info: 1,
  warn: 2,
  error: 3,
  silent: 4,
};

// A secret under one of these names is never written, should a field hold one all the same.
const SECRET_PATHS = ["token", "*.token", "authorization", "*.authorization"];

/** A logger to stderr: lines for people, or pino's JSON lines, which is imported for them only. */
export function createLogger(options: CreateLoggerOptions): Promise<Logger> {
  return options.format === "json"
    ? createJsonLogger(options)
    : Promise.resolve(createTextLogger(options));
}

function createTextLogger({ terminal, level }: CreateLoggerOptions): Logger {
  const { paint } = terminal;
  const labels: Readonly<Record<Level, SafeText>> = {
    debug: paint.dim("debug:"),
    info: paint.dim("info:"),
    warn: paint.yellow("warning:"),
    error: paint.red("error:"),
  };
  const log =
    (own: Level) =>
    (message: string, fields: LogFields = {}): void => {
      if (ORDER[own] < ORDER[level]) return;
      const shown = Object.entries(fields)
        .filter(([name, value]) => value !== undefined && !/token|authorization/i.test(name))
        .map(([name, value]) => safe` ${name}=${formatField(value)}`);
      terminal.line(safe`${labels[own]} ${message}${paint.dim(joinSafe(shown, ""))}`);
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

function formatField(value: unknown): string {
  if (value instanceof Error) return value.message;
  if (typeof value === "string" || typeof value === "bigint") return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

async function createJsonLogger({ terminal, level }: CreateLoggerOptions): Promise<Logger> {
  const { pino } = await import("pino");
  const instance = pino(
    { level, base: null, redact: { paths: SECRET_PATHS, censor: "[hidden]" } },
    { write: (line: string) => terminal.line(trustText(escapeJson(line.trimEnd()))) },
  );
  const log =
    (own: Level) =>
    (message: string, fields: LogFields = {}): void =>
      instance[own](fields, message);
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

/** `logger`, with `onWarning` called for each warning and error too. */
export function tapWarnings(logger: Logger, onWarning: (message: string) => void): Logger {
  return {
    ...logger,
    warn: (message, fields) => {
      onWarning(message);
      logger.warn(message, fields);
    },
    error: (message, fields) => {
      onWarning(message);
      logger.error(message, fields);
    },
  };
}
