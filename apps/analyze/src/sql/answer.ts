import { once } from "node:events";
import { formatBytes, formatCount, safe } from "@flock-tools/cli";
import { type AbortOptions, UsageError } from "@flock-tools/core";
import { type QueryResult, type Target, writeCsv, writeParquet } from "@flock-tools/tabular";
import { shortenPath } from "../shorten-path.ts";
import { collectRows } from "./collect-rows.ts";
import { formatResult } from "./format-result.ts";
import { toRecord } from "./list-json.ts";
import { createSafeStream } from "./safe-stream.ts";
import type { SqlContext, SqlTarget } from "./sql-context.ts";
import { writeJson } from "./write-json.ts";

export interface AnswerOptions extends AbortOptions {
  readonly result: QueryResult;
  readonly target: SqlTarget;
}

/** Rows of a table on a screen, and of an envelope. */
const MOST_SHOWN = 1_000;
const MOST_IN_ENVELOPE = 100_000;

/** Writes what a statement gave, in the format and to the place that were asked for. */
export async function answer(context: SqlContext, options: AnswerOptions): Promise<void> {
  const { json } = context.options;
  const { format, path } = options.target;
  if (json && path === undefined) return answerAsEnvelope(context, options);
  if (format === "table") return answerAsTable(context, options);
  return answerAsFile(context, options);
}

async function answerAsTable(
  { output, terminal, options }: SqlContext,
  { result }: AnswerOptions,
): Promise<void> {
  const most = options.verbose ? MOST_IN_ENVELOPE : MOST_SHOWN;
  const rows = await collectRows(result, most);
  const { resultPaint: paint } = terminal;
  const width = terminal.resultColumns();
  output.status(undefined);
  output.result(...formatResult({ columns: result.columns, rows, most, paint, width }));
}

async function answerAsEnvelope({ output }: SqlContext, { result }: AnswerOptions): Promise<void> {
  const { columns } = result;
  const rows = await collectRows(result, MOST_IN_ENVELOPE);
  if (rows.length > MOST_IN_ENVELOPE) {
    throw new UsageError(`--json holds ${formatCount(MOST_IN_ENVELOPE)} rows at most`, {
      next: "add a LIMIT, or write --format json, which has no limit",
    });
  }
  output.data({
    columns: columns.map(({ name, type, sqlType }) => ({ name, type, sqlType })),
    rows: rows.map((row) => toRecord(columns, row)),
  });
}

async function answerAsFile(context: SqlContext, options: AnswerOptions): Promise<void> {
  const { output, terminal, cwd } = context;
  const { format, path } = options.target;
  const written = await writeRows(context, options);
  output.status(undefined);
  if (path === undefined) return;
  output.data({ format, out: path, ...written });
  const { rows, bytes } = written;
  const name = shortenPath(path, cwd);
  output.result(
    context.options.quiet
      ? name
      : safe`${terminal.resultPaint.bold(formatCount(rows))} rows to ${name}, ${formatBytes(bytes)}`,
  );
}

interface WrittenRows {
  readonly rows: number;
  readonly bytes: number;
}

async function writeRows(
  context: SqlContext,
  { result, target, signal }: AnswerOptions,
): Promise<WrittenRows> {
  const { streams, terminal, options } = context;
  const { format, path } = target;
  const schema = { name: "query", version: 1, columns: result.columns };
  const screen = streams.stdout.isTTY ? createSafeStream((text) => terminal.raw(text)) : undefined;
  const to: Target =
    path === undefined ? { stream: screen ?? streams.stdout } : { path, force: options.force };
  const write = { csv: writeCsv, parquet: writeParquet, json: writeJson, table: undefined }[format];
  if (write === undefined) throw new TypeError("a table is not a file");
  const written = await write(result.rows, to, { schema, signal });
  if (screen !== undefined) {
    screen.end();
    await once(screen, "finish");
  }
  return written;
}
