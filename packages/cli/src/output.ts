import { escapeJson } from "./escape-json.ts";
import type { Printable } from "./safe-text.ts";
import { safe } from "./safe-text.ts";
import type { Terminal } from "./terminal.ts";

/** What `--json` prints, and what a report file holds. */
export interface Envelope {
  /** Version of this shape. */
  readonly schema: 1;
  readonly command: string;
  readonly ok: boolean;
  readonly data: unknown;
  readonly warnings: readonly string[];
  /** Only if the command failed. */
  readonly error?: EnvelopeError;
}

export interface EnvelopeError {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly details?: string;
  readonly next?: string;
}

/** Where a command's result goes. */
export interface Output {
  /** Lines of the result, for people; nothing with `--json`. */
  result(...lines: readonly Printable[]): void;
  /** The result, for programs: printed once, at the end, with `--json`. */
  data(data: unknown): void;
  /** The same, printed at once: for a command that goes on after its result. */
  dataNow(data: unknown): void;
  /** What is being done, on the last line of a terminal until `undefined` or other live lines take its place. */
  status(line: Printable | undefined): void;
  /** A line on stderr that nobody needs; nothing with `--quiet`. */
  note(line: Printable): void;
  /** A line on stderr, and part of the envelope. */
  warn(message: string): void;
  /** Part of the envelope only: it has been printed otherwise. */
  collect(message: string): void;
  /** The envelope as it would be printed now. */
  envelope(ok: boolean, error?: EnvelopeError): Envelope;
  /** Prints the envelope with `--json`, unless it has been printed. */
  finish(ok: boolean, error?: EnvelopeError): void;
}

export interface CreateOutputOptions {
  readonly terminal: Terminal;
  readonly command: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

// A hostile chain or Hub can cause a warning for each of its answers.
const MAX_WARNINGS = 200;

/** An output that writes through `terminal`. */
export function createOutput({ terminal, command, json, quiet }: CreateOutputOptions): Output {
  const warnings: string[] = [];
  let result: unknown = null;
  const collect = (message: string): void => {
    if (warnings.length < MAX_WARNINGS) warnings.push(message);
  };
  const envelope = (ok: boolean, error?: EnvelopeError): Envelope => ({
    schema: 1,
    command,
    ok,
    data: result,
    warnings: [...warnings],
    ...(error !== undefined && { error }),
  });
  let isPrinted = !json;
  const finish = (ok: boolean, error?: EnvelopeError): void => {
    if (!isPrinted) terminal.raw(formatEnvelope(envelope(ok, error)));
    isPrinted = true;
  };
  return {
    envelope,
    finish,
    result: (...lines) => {
      if (json) return;
      for (const line of lines) terminal.result(line);
    },
    data: (data) => {
      result = data;
    },
    dataNow: (data) => {
      result = data;
      finish(true);
    },
    status: (line) => {
      if (!quiet) terminal.setLive(line === undefined ? [] : [line]);
    },
    note: (line) => {
      if (!quiet) terminal.line(line);
    },
    collect,
    warn: (message) => {
      collect(message);
      if (!quiet) terminal.line(safe`${terminal.paint.yellow("warning:")} ${message}`);
    },
  };
}

/** An envelope as indented JSON with a line break at the end; integers beyond 2^53 become strings. */
export function formatEnvelope(envelope: Envelope): string {
  return `${escapeJson(JSON.stringify(envelope, bigintToString, 2))}\n`;
}

function bigintToString(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
