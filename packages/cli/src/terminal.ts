import { fitWidth } from "./display-width.ts";
import { createPaint, canRedraw, type Paint, wantsColour } from "./paint.ts";
import { type Printable, toSafeString } from "./safe-text.ts";
import type { Env } from "./env.ts";

/** What is needed of `process.stdout` and `process.stderr`. */
export interface OutputStream {
  write(text: string, callback?: () => void): boolean;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface CreateTerminalOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Env;
}

/** The one way to the screen: every string is sanitised on it, and nothing but results goes to stdout. */
export interface Terminal {
  /** Colours for `line`. */
  readonly paint: Paint;
  /** Colours for `result`. */
  readonly resultPaint: Paint;
  /** Whether `setLive` draws. */
  readonly canRedraw: boolean;
  /** Cells of a line of stderr; 80 where nobody can tell. */
  columns(): number;
  /** Lines of the screen; 24 where nobody can tell. */
  rows(): number;
  /** Cells of a line of stdout, or undefined if it is not a terminal: then nothing should be cut. */
  resultColumns(): number | undefined;
  /** Writes one line to stderr, above the live lines. */
  line(text: Printable): void;
  /** Writes one line to stdout. */
  result(text: Printable): void;
  /** Writes text of our own making to stdout, as it is: JSON, help. */
  raw(text: string): void;
  /** Shows these lines, cut where they are too wide, at the bottom of stderr in place of those before; none erases them. */
  setLive(lines: readonly Printable[]): void;
  /** Tells what must never be printed. */
  hide(secret: string): void;
}

const DEFAULT_COLUMNS = 80;

/** Shorter than any token, and so short that hiding it would hide innocent text. */
const MIN_SECRET_LENGTH = 4;

/** A terminal over a pair of streams. */
export function createTerminal({ stdout, stderr, env }: CreateTerminalOptions): Terminal {
  const secrets = new Set<string>();
  let live: readonly string[] = [];
  const clean = (text: string): string => hideSecrets(text, secrets);
  const redraws = canRedraw(stderr, env);
  const erase = (): string => (live.length === 0 ? "" : `\u001B[${live.length}A\r\u001B[0J`);
  const draw = (): string => live.map((line) => `${line}\n`).join("");
  const above = (stream: OutputStream, text: string): void => {
    if (live.length === 0) {
      stream.write(text);
      return;
    }
    stderr.write(erase());
    stream.write(text);
    stderr.write(draw());
  };
  return {
    paint: createPaint(wantsColour(stderr, env)),
    resultPaint: createPaint(wantsColour(stdout, env)),
    canRedraw: redraws,
    columns: () => stderr.columns ?? DEFAULT_COLUMNS,
    rows: () => stderr.rows ?? 24,
    resultColumns: () => (stdout.isTTY === true ? (stdout.columns ?? 80) : undefined),
    line: (text) => above(stderr, `${clean(toSafeString(text))}\n`),
    result: (text) => above(stdout, `${clean(toSafeString(text))}\n`),
    raw: (text) => above(stdout, clean(text)),
    setLive: (lines) => {
      if (!redraws) return;
      const before = erase();
      // A line that wraps would be two to the terminal, and one of them would stay.
      const width = (stderr.columns ?? DEFAULT_COLUMNS) - 1;
      live = lines.map((line) => fitWidth(clean(toSafeString(line)), width));
      const text = before + draw();
      if (text !== "") stderr.write(text);
    },
    hide: (secret) => {
      if (secret.length >= MIN_SECRET_LENGTH) secrets.add(secret);
    },
  };
}

function hideSecrets(text: string, secrets: ReadonlySet<string>): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, "[hidden]");
  return clean;
}
