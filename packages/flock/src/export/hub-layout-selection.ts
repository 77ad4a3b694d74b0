import type { ExportPlan } from "./export-plan.ts";
import { toMarkdownCode } from "./hub-layout-text.ts";
import type { RowSelection } from "./row-selection.ts";

export interface DescribeSelectionOptions extends Pick<ExportPlan, "range" | "ruleSet"> {
  /** The SQL expression by which rows were chosen as well. */
  readonly where: string | undefined;
}

/** What a selection asks for, in the order in which it is applied: sentences of Markdown; none if it asks for nothing. */
export function describeSelection(
  selection: RowSelection,
  { where, range, ruleSet }: DescribeSelectionOptions,
): readonly string[] {
  const { uids, hotkeys, coldkeys, competitions } = selection;
  const { minTurns, minChars, maxChars, only, sample, seed, limit } = selection;
  const lines = [
    list("Miners with these uids", uids?.map(String)),
    list("Miners with these hotkeys", hotkeys),
    list("Miners with these coldkeys", coldkeys),
    list("Miners that committed to these competitions", competitions),
    range.since !== undefined && `Commitments of block ${range.since} or later.`,
    range.until !== undefined && `Commitments of block ${range.until} or earlier.`,
    minTurns !== undefined && `Rows of at least ${minTurns} messages.`,
    minChars !== undefined && `Rows of at least ${minChars} characters (code points).`,
    maxChars !== undefined && `Rows of at most ${maxChars} characters (code points).`,
    only !== undefined && WORTHS[only](ruleSet),
    where !== undefined && `Rows for which this SQL expression is true: ${toMarkdownCode(where)}.`,
    sample !== undefined &&
      `A draw of ${sample} rows with the seed ${toMarkdownCode(String(seed ?? 0))}.`,
    limit !== undefined && `The first ${limit} rows.`,
  ];
  return lines.filter((line) => typeof line === "string");
}

const WORTHS: Readonly<Record<NonNullable<RowSelection["only"]>, (ruleSet: string) => string>> = {
  valid: () => "Rows that every version of Python reads as JSON.",
  eligible: (ruleSet) =>
    `Rows of miners whom the subnet's rules of ${toMarkdownCode(ruleSet)} find eligible.`,
  unique: () =>
    "Of rows that are the same as data the first: by the commitment's block, then by uid, then by its place in the file.",
};

function list(what: string, names: readonly string[] | undefined): string | undefined {
  return names && `${what}: ${names.map(toMarkdownCode).join(", ")}.`;
}
