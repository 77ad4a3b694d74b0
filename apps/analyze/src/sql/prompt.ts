import { createInterface, type Interface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import type { AbortOptions } from "@flock-tools/core";
import { isComplete } from "./is-complete.ts";

export interface PromptOptions extends AbortOptions {
  readonly input: Readable;
  /** Where the prompt and what is typed are shown. */
  readonly output: Writable;
  /** Whether these are a terminal, so that lines can be edited and Ctrl-C is a key like others. */
  readonly terminal: boolean;
  /** Runs a statement; Ctrl-C aborts its signal. What goes wrong it tells by itself. */
  readonly onStatement: (statement: string, signal: AbortSignal) => Promise<void>;
  /** Runs `.tables` and its like: the words of the line. */
  readonly onCommand: (words: readonly string[]) => Promise<void>;
}

const FIRST = "sql> ";
const FURTHER = "...> ";

/** What Ctrl-C is about: the statement that runs, or else the one that is typed. */
interface Typing {
  statement: string;
  running: AbortController | undefined;
}

/**
 * Reads statements, over several lines until a semicolon, and commands that begin with a dot, one after the other, until
 * `.quit` or the end of the input. Ctrl-C stops the statement that runs, or drops the one that is typed.
 *
 * @throws the abort reason
 */
export async function runPrompt(options: PromptOptions): Promise<void> {
  const { input, output, terminal, signal } = options;
  signal?.throwIfAborted();
  const lines = createInterface({ input, output, terminal, historySize: terminal ? 1_000 : 0 });
  const typing: Typing = { statement: "", running: undefined };
  const stop = (): void => {
    typing.running?.abort(signal?.reason);
    lines.close();
  };
  signal?.addEventListener("abort", stop, { once: true });
  lines.on("SIGINT", () => interrupt(lines, typing, output));
  try {
    await readLines(lines, typing, options);
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener("abort", stop);
    lines.close();
  }
}

function interrupt(lines: Interface, typing: Typing, output: Writable): void {
  if (typing.running !== undefined) {
    typing.running.abort(new Error("cancelled"));
    return;
  }
  typing.statement = "";
  lines.write(null, { ctrl: true, name: "e" });
  lines.write(null, { ctrl: true, name: "u" });
  output.write("^C\n");
  ask(lines, typing);
}

function ask(lines: Interface, { statement }: Typing): void {
  lines.setPrompt(statement === "" ? FIRST : FURTHER);
  lines.prompt();
}

async function readLines(
  lines: Interface,
  typing: Typing,
  { output, onStatement, onCommand, signal }: PromptOptions,
): Promise<void> {
  ask(lines, typing);
  for await (const line of lines) {
    // Lines that came before the end are still handed out after it.
    if (signal?.aborted) return;
    const words = line.trim().split(/\s+/);
    if (typing.statement === "" && line.trim().startsWith(".")) {
      if (words[0] === ".quit" || words[0] === ".exit") return;
      await onCommand(words);
    } else if (typing.statement !== "" || line.trim() !== "") {
      typing.statement += `${line}\n`;
      if (isComplete(typing.statement)) await runStatement(typing, onStatement);
    }
    ask(lines, typing);
  }
  // Ctrl-D leaves the cursor behind the prompt.
  output.write("\n");
}

async function runStatement(
  typing: Typing,
  onStatement: PromptOptions["onStatement"],
): Promise<void> {
  const { statement } = typing;
  typing.statement = "";
  typing.running = new AbortController();
  try {
    await onStatement(statement, typing.running.signal);
  } finally {
    typing.running = undefined;
  }
}
