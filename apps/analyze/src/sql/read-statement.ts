import { raceAbort, UsageError } from "@flock-tools/core";
import type { SqlContext } from "./sql-context.ts";

const MOST_BYTES = 1_000_000;

/**
 * The statement that was given as an argument or comes from stdin; undefined where stdin is a terminal, so that a person
 * is to be asked.
 *
 * @throws UsageError for several words, nothing, or more than a statement can be; the abort reason
 */
export async function readStatement({
  words,
  streams,
  isInteractive,
  signal,
}: Pick<SqlContext, "words" | "streams" | "isInteractive" | "signal">): Promise<
  string | undefined
> {
  if (words.length > 1) {
    throw new UsageError(`a statement is one argument: got ${words.length}`, {
      next: 'put it into quotes: pnpm analyze sql "select ..."',
    });
  }
  const [word] = words;
  if (word === undefined && isInteractive) return undefined;
  const statement = word ?? (await raceAbort(readAll(streams.stdin), signal));
  if (statement.trim() !== "") return statement;
  throw new UsageError("there is no statement: nothing was given, and stdin is empty", {
    next: 'pnpm analyze sql "from verdicts"',
  });
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size <= MOST_BYTES) continue;
    throw new UsageError(`a statement may have ${MOST_BYTES} bytes: stdin has more`, {
      next: "redirect a file with one statement",
    });
  }
  return Buffer.concat(chunks).toString("utf8");
}
