import { type CommandContext, formatCount } from "@flock-tools/cli";
import { UsageError } from "@flock-tools/core";
import { listTextKeys } from "./near-files-keys.ts";
import type { NearFile } from "./near-files-input.ts";
import type { NearFilesOptions } from "./near-files-options.ts";
import type { FileSummary } from "./near-files-read.ts";

type Context = Pick<
  CommandContext<NearFilesOptions>,
  "options" | "output" | "words" | "commandLine"
>;

interface ReadFile {
  readonly file: NearFile;
  readonly summary: FileSummary;
}

/**
 * Warns of files that had nothing to compare, or not all.
 *
 * @throws UsageError NO_ROWS, NO_VALID_ROWS, NO_TEXT if none of them had anything
 */
export async function checkTexts(
  context: Context,
  files: readonly NearFile[],
  summaries: readonly FileSummary[],
): Promise<void> {
  const read = files.flatMap((file, index): ReadFile[] => {
    const summary = summaries[index];
    return summary === undefined ? [] : [{ file, summary }];
  });
  if (read.every(({ summary }) => summary.texts === 0)) throw await explainNothing(context, read);
  for (const { file, summary } of read) {
    const what = describeGap(summary, context.options);
    if (what !== undefined) context.output.warn(`${file.name}: ${what}`);
  }
}

function describeGap(summary: FileSummary, options: NearFilesOptions): string | undefined {
  const { rows, texts, errors, problem } = summary;
  if (rows === 0) return "it has no rows";
  const parts = [
    ...(errors > 0 ? [`${formatCount(errors)} of ${countRows(rows)} cannot be read`] : []),
    ...(texts === 0 && errors < rows ? [problem ?? `no row has ${nameText(options)}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

async function explainNothing(context: Context, read: readonly ReadFile[]): Promise<UsageError> {
  const total = (key: "rows" | "errors"): number =>
    read.reduce((sum, { summary }) => sum + summary[key], 0);
  const rows = total("rows");
  if (rows === 0) {
    return new UsageError("there is nothing to compare: no file has any rows", {
      code: "NO_ROWS",
      next: "name files with rows in them",
    });
  }
  if (total("errors") === rows) return explainErrors(context, read, rows);
  return explainNoText(context, read);
}

function explainErrors(
  { commandLine }: Context,
  read: readonly ReadFile[],
  rows: number,
): UsageError {
  const faulty = read.find(({ summary }) => summary.errors > 0);
  const name = faulty?.file.name ?? "";
  return new UsageError(
    rows === 1 ? "the only row cannot be read" : `none of the ${countRows(rows)} can be read`,
    {
      code: "NO_VALID_ROWS",
      next:
        faulty?.file.format === "jsonl"
          ? `${commandLine("analyze", ["dupes", name])} says what is wrong`
          : "check the file",
    },
  );
}

/** Names what there is instead, and how to ask for it. */
async function explainNoText(context: Context, read: readonly ReadFile[]): Promise<UsageError> {
  const { options, words, commandLine } = context;
  const found = read.find(({ summary }) => summary.rows > summary.errors) ?? read[0];
  const keys = found === undefined ? [] : await listTextKeys(found.file);
  const [first] = keys;
  const kind = found?.file.format === "parquet" ? "columns" : "keys";
  const problem = read.find(({ summary }) => summary.problem !== undefined)?.summary.problem;
  return new UsageError(`no row has ${nameText(options)}`, {
    code: "NO_TEXT",
    details: [
      ...(problem === undefined ? [] : [problem]),
      keys.length === 0
        ? `there are no ${kind} with strings`
        : `${kind} with strings: ${keys.join(", ")}`,
    ].join("; "),
    next:
      first === undefined
        ? commandLine("analyze", ["near", "--help"])
        : commandLine("analyze", ["near", ...words, "--text-column", first]),
  });
}

function nameText({ textColumn }: NearFilesOptions): string {
  return textColumn === undefined ? "a conversation" : `a string at ${textColumn}`;
}

function countRows(rows: number): string {
  return rows === 1 ? "1 row" : `${formatCount(rows)} rows`;
}
