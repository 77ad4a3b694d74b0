import { describeError, EXIT_CODES, safe } from "@flock-tools/cli";
import { isClosedPipe } from "../closed-pipe.ts";
import { openIndexedStore } from "../open-indexed-store.ts";
import { answer } from "./answer.ts";
import { chooseSqlTarget } from "./choose-sql-target.ts";
import { createCommands } from "./prompt-commands.ts";
import { openSession, type SqlSession } from "./open-session.ts";
import { runPrompt } from "./prompt.ts";
import { readStatement } from "./read-statement.ts";
import type { SqlContext, SqlTarget } from "./sql-context.ts";

/** `pnpm analyze sql`: one statement, or one after the other from a person. */
export async function runSql(context: SqlContext): Promise<number> {
  const { options, signal } = context;
  const statement = await readStatement(context);
  const target = await chooseSqlTarget(context, statement === undefined);
  const store = await openIndexedStore(context, options.dataDir);
  try {
    const session = await openSession(context, { store, isPrompt: statement === undefined });
    try {
      if (statement === undefined) await converse(context, { session, target });
      else
        await answer(context, {
          result: await session.query(statement, { signal }),
          target,
          signal,
        });
      return EXIT_CODES.ok;
    } catch (error) {
      // `sql ... | head`: what was read is what was wanted.
      if (target.path === undefined && isClosedPipe(error)) return EXIT_CODES.ok;
      throw error;
    } finally {
      await session.close();
    }
  } finally {
    store.close();
  }
}

interface Conversation {
  readonly session: SqlSession;
  readonly target: SqlTarget;
}

async function converse(context: SqlContext, { session, target }: Conversation): Promise<void> {
  const { streams, output, terminal, signal } = context;
  const onCommand = createCommands(context);
  output.status(undefined);
  output.note(
    "tables: rows, neurons, commitments, verdicts; a statement ends with ; and .help tells more",
  );
  await runPrompt({
    input: streams.stdin,
    output: streams.stderr,
    terminal: true,
    signal,
    onCommand: async (words) => onCommand(words),
    onStatement: async (statement, stop) => {
      try {
        const result = await session.query(statement, { signal: stop });
        await answer(context, { result, target, signal: stop });
      } catch (error) {
        signal.throwIfAborted();
        output.status(undefined);
        if (stop.aborted) terminal.line("cancelled");
        else printError(context, error);
      }
    },
  });
}

/** What went wrong with one statement; the next may go well. */
function printError({ terminal }: Pick<SqlContext, "terminal">, error: unknown): void {
  const { message, details, next } = describeError(error);
  const why = details === undefined ? "" : ` (${details})`;
  terminal.line(safe`${terminal.paint.red("error:")} ${message}${why}`);
  if (next !== undefined) terminal.line(safe`${terminal.paint.cyan("next:")} ${next}`);
}
